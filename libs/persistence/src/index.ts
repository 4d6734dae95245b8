export { lazyDatabase, openDatabase, type Database, type DatabaseOptions, type Sql } from './database.js';
export { applyGrants, roleUrl, SCHEMAS, type RolePasswords } from './roles.js';
export { migrate } from './migrate.js';
export { isTransient } from './transient.js';
export { schemaSnapshot } from './schema-snapshot.js';
export { joinedJson, jsonTexts, storableJson, storableText } from './storable.js';
export { oldestUpTo } from './oldest-up-to.js';
