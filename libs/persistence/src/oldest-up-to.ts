interface Oldest {
  /** What is read of each row, `by` among it. */
  readonly columns: readonly string[];
  /** The table with its condition and its limit of rows: `x.outbox where …`. */
  readonly from: string;
  /** The column that says which is older; no two rows have the same. */
  readonly by: string;
  /** Rows at most; a number or a parameter of the statement. */
  readonly rows: string | number;
  /** The size of a row in bytes, as an SQL expression over its columns. */
  readonly size: string;
  readonly bytesMax: number;
}

/** The statement that reads the oldest rows as far as they have so many bytes together; a larger one comes alone. */
export const oldestUpTo = ({ columns, from, by, rows, size, bytesMax }: Oldest): string => {
  const names = columns.join(', ');
  return `
  with oldest as (
    select ${names}, ${size} as size from ${from} order by ${by} limit ${String(rows)}
  ), sized as (
    select *, sum(size) over (order by ${by}) as bytes from oldest
  )
  select ${names} from sized
  where bytes <= ${String(bytesMax)} or ${by} = (select min(${by}) from sized)
  order by ${by}`;
};
