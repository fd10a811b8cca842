import { privateStreamsBy } from './privateStreams.suite.mjs';

privateStreamsBy('hf');
