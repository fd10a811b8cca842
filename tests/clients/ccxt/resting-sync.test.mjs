import { restingBy } from './resting.suite.mjs';

restingBy('sync');
