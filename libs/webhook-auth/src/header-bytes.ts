/**
 * The bytes of a header as they were on the wire: Node decodes headers as Latin-1, one character a byte. A secret
 * with a letter beyond ASCII is sent as UTF-8 and would otherwise never match its own bytes.
 *
 * @returns undefined for text that no header can have been
 */
export const headerBytes = (header: string): Buffer | undefined => {
  const bytes = Buffer.from(header, 'latin1');
  return bytes.toString('latin1') === header ? bytes : undefined;
};
