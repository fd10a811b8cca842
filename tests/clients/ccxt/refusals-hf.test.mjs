import { refusalsBy } from './refusals.suite.mjs';

refusalsBy('hf');
