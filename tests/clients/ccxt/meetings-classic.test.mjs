import { meetingsBy } from './meetings.suite.mjs';

meetingsBy('classic');
