import { meetingsBy } from './meetings.suite.mjs';

meetingsBy('hf');
