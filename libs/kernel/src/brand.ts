declare const brand: unique symbol;

/** A type that only a parser can mint: structurally `T`, nominally `Name`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
