/**
 * The library that talks to Kafka, loaded by the first who needs it: most specifications need no broker, and it is more
 * than half of what they would load with everything else here, each file anew.
 */
export const loadMessaging = () => import('#messaging');
