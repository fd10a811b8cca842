import { queriesBy } from './queries.suite.mjs';

queriesBy('classic');
