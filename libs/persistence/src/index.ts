export { lazyDatabase, openDatabase, type Database, type DatabaseOptions, type Sql } from './database.js';
export { applyGrants, roleUrl, type RolePasswords } from './roles.js';
export { migrate } from './migrate.js';
export { isTransient } from './transient.js';
export { schemaSnapshot } from './schema-snapshot.js';
export { joinedJson, jsonTexts, storableJson, storableText } from './storable.js';
