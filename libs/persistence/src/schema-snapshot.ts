import type { Sql } from './database.js';

const COLUMNS = `
select c.table_schema || '.' || c.table_name as table,
       c.column_name as name,
       format_type(a.atttypid, a.atttypmod) as type,
       c.is_nullable = 'NO' as required,
       coalesce(c.column_default, '') as "default"
from information_schema.columns c
join pg_attribute a on a.attrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass
                   and a.attname = c.column_name
where c.table_schema = any($1)
order by c.table_schema, c.table_name, c.ordinal_position`;

const CONSTRAINTS = `
select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
from pg_constraint where connamespace::regnamespace::text = any($1) and contype <> 'n'
order by 1, 2`;

const INDEXES = `
select schemaname || '.' || tablename as table, indexname as name, indexdef as definition
from pg_indexes where schemaname = any($1) order by 1, 2`;

const POLICIES = `
select schemaname || '.' || tablename as table, policyname as name,
       'using (' || qual || ') with check (' || with_check || ')' as definition
from pg_policies where schemaname = any($1) order by 1, 2`;

const GRANTS = `
select table_schema || '.' || table_name as table, grantee as name,
       string_agg(lower(privilege_type), ', ' order by privilege_type) as definition
from information_schema.role_table_grants
where table_schema = any($1) and grantee like 'caudal\\_%'
group by 1, 2 order by 1, 2`;

interface Definition {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string;
}

/** The schema as it stands, as text that a review can read: a schema change shows as a diff of one file. */
export const schemaSnapshot = async (sql: Sql, schemas: readonly string[]): Promise<string> => {
  const columns = await sql.query<Column>(COLUMNS, [schemas]);
  const constraints = await sql.query<Definition>(CONSTRAINTS, [schemas]);
  const indexes = await sql.query<Definition>(INDEXES, [schemas]);
  const policies = await sql.query<Definition>(POLICIES, [schemas]);
  const grants = await sql.query<Definition>(GRANTS, [schemas]);
  const tables = [...new Set(columns.map(({ table }) => table))];
  const of = <T extends { table: string }>(rows: readonly T[], table: string) =>
    rows.filter((row) => row.table === table);
  const sections = tables.map((table) =>
    [
      `table ${table}`,
      ...of(columns, table).map(
        (column) =>
          `  ${column.name} ${column.type}${column.required ? ' not null' : ''}` +
          (column.default === '' ? '' : ` default ${column.default}`),
      ),
      ...of(constraints, table).map(({ name, definition }) => `  constraint ${name} ${definition}`),
      ...of(indexes, table).map(({ definition }) => `  ${definition}`),
      ...of(policies, table).map(({ name, definition }) => `  policy ${name} ${definition}`),
      ...of(grants, table).map(({ name, definition }) => `  grant ${definition} to ${name}`),
    ].join('\n'),
  );
  return `-- Generated from the migrations: npm run generate\n\n${sections.join('\n\n')}\n`;
};
