// SPDX-License-Identifier: Apache-2.0
/** After how many hits a breakpoint stops: `5`, `> 5`, `>= 5`, `< 5`, `<= 5`, `== 5`, `!= 5`, `% 4`. */

/** @param hits how often the breakpoint was hit, this time included */
export type HitCondition = (hits: number) => boolean;

/** The text is no condition on the number of hits; the message is for people. */
export class HitConditionError extends Error {
  override readonly name = 'HitConditionError';
}

const FORM = /^(>=|<=|==|=|!=|>|<|%)?\s*(\d{1,15})$/;

const TESTS: Readonly<Record<string, (hits: number, wanted: number) => boolean>> = {
  '>': (hits, wanted) => hits > wanted,
  '>=': (hits, wanted) => hits >= wanted,
  '<': (hits, wanted) => hits < wanted,
  '<=': (hits, wanted) => hits <= wanted,
  '==': (hits, wanted) => hits === wanted,
  '=': (hits, wanted) => hits === wanted,
  '!=': (hits, wanted) => hits !== wanted,
  '%': (hits, wanted) => hits % wanted === 0,
};

/** A plain number means that hit and all after it, as `>=` does. @throws HitConditionError */
export function parseHitCondition(text: string): HitCondition {
  const [, operator = '>=', digits] = FORM.exec(text.trim()) ?? [];
  const wanted = Number(digits);
  const test = TESTS[operator];
  if (digits === undefined || test === undefined || (operator === '%' && wanted === 0)) {
    throw new HitConditionError(
      `'${text}' is no hit condition; write a number, or one behind >, >=, <, <=, ==, != or % (every n-th hit)`,
    );
  }
  return (hits) => test(hits, wanted);
}
