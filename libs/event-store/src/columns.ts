import type { MoneyView } from '#contracts';
import type { ProjectionColumn } from './context.js';

/** The two columns of an amount. */
export const moneyColumns = <View>(money: (view: View) => MoneyView | null): readonly ProjectionColumn<View>[] => [
  { name: 'amount', type: 'numeric', of: (view) => money(view)?.amount ?? null },
  { name: 'currency', type: 'text', of: (view) => money(view)?.currency ?? null },
];

/** A column that holds a field of the view as it is. */
export const textColumn = <Name extends string>(
  name: Name,
): ProjectionColumn<Readonly<Record<Name, string | null>>> => ({ name, type: 'text', of: (view) => view[name] });

/** A column that holds a field that is true or false. */
export const flagColumn = <Name extends string>(name: Name): ProjectionColumn<Readonly<Record<Name, boolean>>> => ({
  name,
  type: 'bool',
  of: (view) => String(view[name]),
});
