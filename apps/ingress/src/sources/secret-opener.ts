import { unseal } from '#access';

/** What a secret that cannot be opened reads as: webhook-auth never counts an empty secret as one. */
export const UNOPENED = '';

/** Opens a sealed secret, or tells that it cannot. */
export type OpenSecret = typeof unseal;

/**
 * Opens each sealed secret once and remembers it by its sealed bytes, so that a poll that finds nothing new decrypts
 * nothing. A secret that does not open (another key, a damaged row) becomes `UNOPENED` instead of an error: the other
 * sources must not stop for it. What a poll no longer asks for is forgotten after the next one.
 */
export const secretOpener = () => {
  let known = new Map<string, string>();
  let asked = new Map<string, string>();

  const open: OpenSecret = (sealed, key, context) => {
    const name = `${context} ${sealed.toString('base64')}`;
    const secret = known.get(name) ?? opened(sealed, key, context);
    asked.set(name, secret);
    return secret;
  };
  /** Ends a poll: what it asked for is remembered. */
  const keep = (): void => {
    known = asked;
    asked = new Map();
  };
  return { open, keep };
};

const opened: OpenSecret = (sealed, key, context) => {
  try {
    return unseal(sealed, key, context);
  } catch {
    return UNOPENED;
  }
};
