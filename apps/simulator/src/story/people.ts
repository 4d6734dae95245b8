import type { Payee } from '../bank/books.js';
import { Banks, NigerianBanks } from '../bank/catalogue.js';
import { digits } from '../bank/ids.js';
import type { Random } from '../bank/random.js';

/** Made-up people and companies; accents and ñ are there on purpose. */
const FIRST: readonly [string, ...string[]] = [
  'Laura',
  'Óscar',
  'Sofía',
  'Andrés',
  'Mónica',
  'Íñigo',
  'Valentina',
  'Julián',
];
const LAST: readonly [string, ...string[]] = [
  'Peña',
  'Núñez',
  'Gómez',
  'Restrepo',
  'Cárdenas',
  'Ibáñez',
  'Muñoz',
  'Rojas',
];
const COMPANIES: readonly [string, ...string[]] = [
  'Ferretería',
  'Panadería',
  'Transportes',
  'Café',
  'Papelería',
  'Droguería',
];
const NIGERIAN: readonly [string, ...string[]] = ['Ngozi', 'Chidi', 'Amina', 'Tunde', 'Zainab', 'Emeka'];
const NIGERIAN_LAST: readonly [string, ...string[]] = ['Okeke', 'Eze', 'Bello', 'Adeyemi', 'Musa', 'Obi'];

const nigerianName = (random: Random): string => `${random.pick(NIGERIAN)} Sample ${random.pick(NIGERIAN_LAST)}`;

export const nigerianPayer = (random: Random) => ({
  name: nigerianName(random),
  number: digits(random, 10),
  bank: random.pick(NigerianBanks),
});

// One in ten meets a sandbox number that declines, half of them at each end.
const DECLINE_SHARE = 0.1;

export const documentNumber = (random: Random): string => {
  if (!random.chance(DECLINE_SHARE)) return `1${digits(random, 9)}`;
  return `${random.pick(['888', '999'])}${digits(random, 4)}000`;
};

export const colombianPerson = (random: Random) => ({
  name: `${random.pick(FIRST)} ${random.pick(LAST)} Ejemplo`,
  documentType: 'CC',
  documentNumber: documentNumber(random),
});

export const payeeOf = (random: Random): Payee => {
  const bank = random.pick(Banks);
  const company = random.chance(0.25);
  const person = colombianPerson(random);
  return {
    ...person,
    ...(company ? { name: `${random.pick(COMPANIES)} ${random.pick(LAST)} SAS`, documentType: 'NIT' } : {}),
    email: random.chance(0.5) ? 'persona@example.com' : null,
    phoneNumber: random.chance(0.5) ? `+57300${digits(random, 7)}` : null,
    bankCode: bank.code,
    // Leading zeros matter to banks, so some numbers have them.
    accountNumber: random.chance(0.2) ? `000${digits(random, 8)}` : digits(random, 11),
    accountType: random.pick(bank.accountTypes),
  };
};
