// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { integerExpression, makeWorld, pointerExpression } from '../../test/support/c-expressions';
import { SeededRandom } from '../../test/support/random';
import { ValueError } from '../values';
import {
  assignTo,
  type Convenience,
  childrenOfConvenience,
  completionsFor,
  describeResult,
  type EvaluationContext,
  ExpressionError,
  evaluateCondition,
  executeResult,
  hex,
  integer,
  list,
  missing,
  object,
  oneOf,
  parseExpression,
  parseLogMessage,
  renderLogMessage,
  text as textFact,
  truth,
  unsigned,
  withConvenience,
} from '.';

const CASES = 4000;

/** What stands behind `$t`: every kind of fact. */
const TREE: Convenience = object('tree', () => 'a tree', {
  one: () => integer(1),
  many: () => unsigned(2n ** 64n - 1n),
  at: () => hex(0x1000n),
  name: () => textFact('ab'),
  state: () => oneOf('state', 'FIVE', ['ZERO', 'FIVE']),
  open: () => truth(true),
  none: () => missing('nothing'),
  list: () => list('long', [integer(1), textFact('x'), TREE]),
  tree: () => TREE,
  bad: () => {
    throw new ValueError('not now');
  },
});
const FUNCTION: Convenience = {
  kind: 'function',
  forms: [['a'], ['a', 'b']],
  call: ([first]) => (first === 0n ? TREE : missing('no')),
};
const FACTS: readonly string[] = [
  ...'$t $t $f(0) $f(0, 1) $f($t.one) $f( $n $t.list $t.list[1] $t.list[2].name $t.state $t.open $t.none'.split(' '),
  ...'$t.tree.at $t.name $t.many .list .tree .name .one .state .bad .length [0] $nope'.split(' '),
];

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

function withFacts(context: EvaluationContext): EvaluationContext {
  const name = (each: string) => ({ name: each, about: each, isFunction: each === 'f' });
  const number = object('number', () => 'seven', {}, 7);
  return withConvenience(
    withConvenience(
      withConvenience(context, name('t'), () => TREE),
      name('f'),
      () => FUNCTION,
    ),
    name('n'),
    () => number,
  );
}

/** Facts among the tokens of other expressions. */
function factSoup(random: SeededRandom): string {
  const pick = (): string => random.pick(random.chance(60) ? FACTS : TOKENS);
  return Array.from({ length: 1 + random.below(8) }, pick).join(random.chance(50) ? ' ' : '');
}

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
    const found = await executeResult(expression, context);
    await describeResult(found, context, expression.format);
    if (found.kind === 'value') {
      await tolerant(text, () => assignTo(found.value, expression, context));
    } else {
      await childrenOfConvenience(found.convenience, text);
    }
    return found;
  });
  await tolerant(text, () => evaluateCondition(parseExpression(text), context));
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

  it('do so with facts behind a $ in them', async () => {
    const random = new SeededRandom(12);
    const context = withFacts(makeWorld(random).context);
    let evaluated = 0;
    for (let index = 0; index < CASES; index++) {
      evaluated += (await useAll(factSoup(random), context, random)) ? 1 : 0;
    }
    assert.ok(evaluated > CASES / 20 && evaluated < CASES * 0.9, `${evaluated} of ${CASES} have a value`);
  });
});
