// SPDX-License-Identifier: Apache-2.0
/** The door: facts about the system as values in expressions. */
export { cValue, namesBeside, typedNumber } from './c-value';
export * from './convenience';
export {
  type ConvenienceChild,
  childrenOfConvenience,
  describeConvenience,
  formsOf,
  listType,
} from './describe';
