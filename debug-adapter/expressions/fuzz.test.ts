// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { integerExpression, makeWorld, pointerExpression } from '../../test/support/c-expressions';
import { SeededRandom } from '../../test/support/random';
import { describeValue } from '../values';
import {
  assignTo,
  completionsFor,
  type EvaluationContext,
  ExpressionError,
  execute,
  parseExpression,
  parseLogMessage,
  renderLogMessage,
} from '.';

const CASES = 4000;

const TOKENS = [
  ...'i j u p array bits bits.a pe FIVE nothing struct union enum int unsigned long char void const sizeof u32'.split(
    ' ',
  ),
  ...'( ( ( ) ) ) [ ] { } . -> + - * / % & | ^ ~ ! < > << >> <= >= == != && || ? : = += <<= @ , ++ --'.split(' '),
  ...'0 1 2 0x7fffffff 0xffffffffffffffff 1e308 1.5f 08 0x 1ul \'a\' "text" $x5 $ ,x ,[4] \\ ` é \u{1f600}'.split(' '),
  "'",
  '"',
  ' ',
];

/** Text of tokens in any order, or a C expression with some of its characters changed. */
function soup(random: SeededRandom): string {
  if (random.chance(50)) {
    return Array.from({ length: 1 + random.below(14) }, () => random.pick(TOKENS)).join(random.chance(80) ? ' ' : '');
  }
  const text = [...(random.chance(70) ? integerExpression(random, 3) : pointerExpression(random, 3))];
  for (let changes = random.below(4); changes > 0; changes--) {
    text.splice(random.below(text.length), random.below(3), ...(random.chance(50) ? [random.pick(TOKENS)] : []));
  }
  return text.join('');
}

/** What the action gives, or undefined when it refuses as it may. */
async function tolerant<T>(text: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ExpressionError)) {
      throw new Error(`'${text}' ends in: ${error instanceof Error ? error.stack : error}`);
    }
    const isInside = error.start >= 0 && error.start <= error.end && error.end <= text.length;
    assert.ok(isInside && error.message.length < 500, `'${text}': ${error.start}-${error.end} ${error.message}`);
    return undefined;
  }
}

async function useAll(text: string, context: EvaluationContext, random: SeededRandom): Promise<boolean> {
  const value = await tolerant(text, async () => {
    const expression = parseExpression(text);
    const found = await execute(expression, context);
    await describeValue(found, context, expression.format);
    await tolerant(text, () => assignTo(found, expression, context));
    return found;
  });
  await tolerant(text, () => completionsFor(text, random.below(text.length + 1), context));
  await tolerant(text, async () => renderLogMessage(parseLogMessage(text), context));
  return value !== undefined;
}

describe('expressions under random texts', () => {
  it('end with a value or an error that says where', async () => {
    const random = new SeededRandom(11);
    const { context } = makeWorld(random);
    let evaluated = 0;
    for (let index = 0; index < CASES; index++) {
      evaluated += (await useAll(soup(random), context, random)) ? 1 : 0;
    }
    // Both ends must be reached often, or the run proves nothing.
    assert.ok(evaluated > CASES / 10 && evaluated < CASES * 0.9, `${evaluated} of ${CASES} have a value`);
  });
});
