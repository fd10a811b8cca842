// Orders that take from a book, by what they are: each is made of the book's levels, best first, and of a part of the
// best one.
import { decimal } from './decimal.mjs';

/** A size that takes a whole level and a part more. */
const more = (size, part) => decimal(size).plus(part).toString();

export const TAKERS = {
  'a limit order inside the best level': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: part,
  }),
  'a limit order through two levels': ({ levels, part }) => ({
    type: 'limit',
    price: levels[1][0],
    size: more(levels[0][1], part),
  }),
  'a limit order of which a part rests': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: more(levels[0][1], part),
  }),
  'an IOC order for more than is there': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: more(levels[0][1], part),
    timeInForce: 'IOC',
  }),
  'a FOK order for what is there': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: part,
    timeInForce: 'FOK',
  }),
  'a FOK order for more than is there': ({ levels, part }) => ({
    type: 'limit',
    price: levels[0][0],
    size: more(levels[0][1], part),
    timeInForce: 'FOK',
  }),
  'a market order by size': ({ part }) => ({ type: 'market', size: part }),
  'a market order by size through two levels': ({ levels, part }) => ({
    type: 'market',
    size: more(levels[0][1], part),
  }),
};
