import { restingBy } from './resting.suite.mjs';

restingBy('hf');
