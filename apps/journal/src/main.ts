import { loadConfig } from '#config';
import { Consumers } from '#contracts';
import { runConsumer } from '#projector';
import { composeJournal } from './compose.js';
import { journalConfig } from './config.js';

const config = loadConfig(journalConfig);

await runConsumer(Consumers.journal, config, (parts) => composeJournal({ ...parts, config }));
