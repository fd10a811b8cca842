import { takersBy } from './takers.suite.mjs';

takersBy('hf');
