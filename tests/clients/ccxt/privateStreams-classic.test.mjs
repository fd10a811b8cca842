import { privateStreamsBy } from './privateStreams.suite.mjs';

privateStreamsBy('classic');
