// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { FakeEvaluation } from '../../test/support/fake-evaluation';
import { array, made, pointer } from '../../test/support/made-types';
import { ValueError } from '../values';
import {
  assignTo,
  type Convenience,
  childrenOfConvenience,
  completionsFor,
  describeResult,
  type EvaluationContext,
  ExpressionError,
  evaluate,
  evaluateCondition,
  evaluateResult,
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
  text,
  truth,
  unsigned,
  withConvenience,
} from '.';

const COLOURS = ['RED', 'GREEN', 'BLUE'] as const;

/** What was read, in its order. */
let reads: string[] = [];

function box(slot: number): Convenience {
  return object('box', () => `box ${slot}`, {
    slot: () => {
      reads.push(`slot ${slot}`);
      return integer(slot);
    },
    colour: () => oneOf('colour', COLOURS[slot % 3]!, COLOURS),
    name: () => text(`box "${slot}"`),
    at: () => hex(0xffff_ffff_8000_0000n + BigInt(slot)),
    age: () => unsigned(2n ** 64n - 1n),
    open: () => truth(slot === 1),
    content: () => missing('nothing is in it'),
    broken: () => {
      throw new ValueError('its lock is jammed');
    },
    next: () => box((slot + 1) % 3),
    numbers: () => list('long', [5, 6, 7].map(integer)),
    none: () => list('box', []),
  });
}

function call([slot = 0n]: readonly bigint[]): Convenience {
  if (slot < 0n || slot > 2n) {
    throw new ValueError('there are boxes 0 to 2');
  }
  return box(Number(slot));
}

/** `$shelf` is 7 as a number; `$box(slot)`; `$x1` is a register; `RED` and `slot` are variables of the program too. */
function world(): EvaluationContext {
  const fake = new FakeEvaluation()
    .at('i', made.int, 0x1200n, [1])
    .at('slot', made.unsignedLong, 0x1208n, [2])
    .at('RED', made.int, 0x1210n, [99])
    .at('label', array(made.char, 12), 0x1220n, [...Buffer.from('box "2"')])
    .at('pointer', pointer(made.char), 0x1230n, [0x20, 0x12])
    .at('address', made.unsignedLong, 0x1218n, [2, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff]);
  fake.registers.set(1, 0x1234n);
  const shelf = (): Convenience =>
    object('shelf', () => 'the shelf', { boxes: () => list('box', [box(0), box(1)]) }, 7);
  const withBox = withConvenience(fake, { name: 'box', about: 'a box: $box(1)', isFunction: true }, () => ({
    kind: 'function',
    forms: [['slot']],
    call,
  }));
  const withShelf = withConvenience(withBox, { name: 'shelf', about: 'where boxes are', isFunction: false }, shelf);
  return withConvenience(withShelf, { name: 'x1', about: 'hidden', isFunction: false }, () => integer(1));
}

async function shown(expression: string, context = world()): Promise<string> {
  const parsed = parseExpression(expression);
  return (await describeResult(await evaluateResult(parsed, context), context, parsed.format)).text;
}

async function errorOf(expression: string): Promise<ExpressionError> {
  try {
    await executeResult(parseExpression(expression), world());
  } catch (error) {
    assert.ok(error instanceof ExpressionError, String(error));
    return error;
  }
  return assert.fail(`'${expression}' has a value`);
}

describe('names with a $', () => {
  beforeEach(() => {
    reads = [];
  });

  const values: Record<string, string> = {
    $shelf: 'the shelf',
    '$shelf == 7 && $shelf + 1 == 8': '1',
    '-$shelf': '-7',
    '$shelf.boxes': '{box 0; box 1}',
    '$shelf.boxes.length': '2',
    '$shelf.boxes[i].slot': '1',
    '$box(2)': 'box 2',
    '$box(i + 1).slot': '2',
    '$box(slot).next.next->slot': '1',
    '$box(0).numbers': '{5, 6, 7}',
    '$box(0).numbers,x': '{0x5, 0x6, 0x7}',
    '$box(0).numbers[2] * 2': '14',
    '$box(0).none': 'none',
    '$box(1).colour': 'GREEN',
    '$box(1).colour,x': 'GREEN (0x1)',
    '$box(1).colour == GREEN': '1',
    'GREEN != $box(1).colour': '0',
    '$box(0).colour == RED': '1',
    '$box(0).colour == "RED"': '1',
    '$box(0).colour != "BLUE"': '1',
    '$box(0).colour < BLUE': '1',
    '$box(0).colour == i - 1': '1',
    'RED == 99': '1',
    '$box(0).name': '"box \\"0\\""',
    '$box(0).name == "box \\"0\\""': '1',
    '$box(0).name == $box(1).name': '0',
    '$box(1).colour == $box(1).next.colour': '0',
    '$box(2).name == label': '1',
    'pointer == $box(2).name': '1',
    '$box(1).name != label': '1',
    '"\\xff" == "\\xfe"': '0',
    '$box(0).name != $box(3 - 3).name': '0',
    '$box(2).at': '0xffffffff80000002',
    '$box(2).at,d': '18446744071562067970',
    '$box(2).at == address': '1',
    '$box(0).age': '18446744073709551615',
    '$box(0).age > 0': '1',
    '$box(1).open': 'true',
    '$box(0).open == false': '1',
    '!$box(0).open': '1',
    '$box(0).content': '<nothing is in it>',
    '$box(1).open ? $box(1) : $box(9)': 'box 1',
    'i == 2 && $box(77).slot == 1': '0',
    'i == 1 || $nothing': '1',
    '(i == 2 ? $box(77) : $box(0)).slot': '0',
    '(unsigned char)$box(2).at': "2 '\\002'",
    $x1: '4660',
    '$x1 == 0x1234': '1',
  };
  for (const [expression, value] of Object.entries(values)) {
    it(`${expression} is ${value}`, async () => {
      assert.equal(await shown(expression), value);
    });
  }

  const errors: Record<string, readonly [message: RegExp, at: string]> = {
    $shelv: [/there is no register '\$shelv', nor anything else of that name; did you mean '\$shelf'\?/, '$shelv'],
    '$shelf.boxs': [/'\$shelf' is of type 'shelf', which has no member 'boxs'; did you mean 'boxes'\?/, 'boxs'],
    '$box(0).weight': [/no member 'weight'; it has slot, colour/, 'weight'],
    '$shelf.boxes[2]': [/there is no element 2: '\$shelf.boxes' has 2 elements/, '2'],
    '$shelf.boxes[-1]': [/there is no element -1/, '-1'],
    '$shelf.boxes["a"]': [/an index has to be an integer/, '"a"'],
    '$box(0).none[0]': [/'\$box\(0\).none' is empty/, '0'],
    '$shelf.boxes.size': [/is a list: it has \.length/, 'size'],
    '$shelf.boxes + 1': [
      /name one of its elements, such as \$shelf\.boxes\[0\], or \$shelf\.boxes\.length/,
      '$shelf.boxes',
    ],
    '$box(9)': [/there are boxes 0 to 2/, '$box(9)'],
    '1 + $box(9).slot': [/'\$box\(9\)': there are boxes 0 to 2/, '$box(9)'],
    $box: [/it takes arguments: \$box\(slot\)/, '$box'],
    '$box.slot': [/'\$box' takes arguments: \$box\(slot\)/, 'slot'],
    '$box()': [/'\$box' is written \$box\(slot\), not with 0 arguments/, '$box()'],
    '$box(1, 2)': [/not with 2 arguments/, '$box(1, 2)'],
    '$box("a")': [/an argument has to be an integer/, '"a"'],
    '$box(1': [/'\)' is missing behind the arguments of '\$box'/, ''],
    '$shelf(1)': [/takes no arguments: write it without the brackets/, '$shelf(1)'],
    'i(1)': [/functions cannot be called/, '('],
    '$box(0) == 1': [/of type 'box': name one of its members, such as \$box\(0\)\.slot/, '$box(0)'],
    '$box(0).content + 1': [/'\$box\(0\).content': nothing is in it/, '$box(0).content'],
    '$box(0).content.slot': [/'\$box\(0\).content': nothing is in it/, '$box(0).content'],
    '$box(0).broken': [/'\$box\(0\).broken': its lock is jammed/, '$box(0).broken'],
    '$box(0).colour == GREN': [/'GREN' is no colour; there is RED, GREEN, BLUE; did you mean 'GREEN'\?/, 'GREN'],
    '$box(0).name == 1': [/a text can only be compared with a text; '1' is of type 'int'/, '1'],
    '$box(0).content == "a"': [/'\$box\(0\).content': nothing is in it/, '$box(0).content'],
    '$shelf = 3': [/'\$shelf' cannot be changed: it tells how the system is/, '$shelf'],
    '$box(0).slot += 1': [/'\$box\(0\).slot' cannot be changed/, '$box(0).slot'],
    '&$shelf': [/'\$shelf' has no address/, '$shelf'],
    '*$shelf': [/'\$shelf' is no pointer, but of type 'shelf'/, '*$shelf'],
    'sizeof $box(0)': [/'\$box\(0\)' has no size/, 'sizeof $box(0)'],
    '(int)$box(0)': [/of type 'box', cannot be cast to 'int'/, '(int)$box(0)'],
  };
  for (const [expression, [message, at]] of Object.entries(errors)) {
    it(`${expression}: ${message.source}`, async () => {
      const error = await errorOf(expression);
      assert.match(error.message, message);
      assert.equal(expression.slice(error.start, error.end), at);
    });
  }

  it('are read only as far as an expression asks', async () => {
    await shown('$shelf == 7 && $box(0).colour == RED');
    await shown('$box(0)');
    assert.deepEqual(reads, []);
    await shown('$box(1).next.slot == 2');
    assert.deepEqual(reads, ['slot 2']);
  });

  it('stand in expressions of any length', async () => {
    assert.equal(await shown(`$shelf${' + $shelf'.repeat(440)}`), String(441 * 7));
    assert.equal(await shown(`$shelf${' && $shelf'.repeat(390)}`), '1');
    assert.match((await errorOf(`${'$box('.repeat(600)}0${')'.repeat(600)}`)).message, /nested too deep/);
  });

  it('work in conditions and log messages, and give values to variables', async () => {
    const context = world();
    assert.equal(await evaluateCondition(parseExpression('$box(i).colour == GREEN'), context), true);
    await assert.rejects(
      evaluateCondition(parseExpression('$box(0)'), context),
      /'a condition' cannot take '\$box\(0\)'/,
    );
    const message = parseLogMessage('{$box(0)} is {$box(0).colour}, {$box(5)}, {$shelf.boxes.length,x}');
    assert.equal(await renderLogMessage(message, context), "box 0 is RED, <'$box(5)': there are boxes 0 to 2>, 0x2");
    await assignTo(await evaluate(parseExpression('i'), context), parseExpression('$box(2).slot + $shelf'), context);
    assert.equal(await shown('i', context), '9');
  });

  it('have children whose expressions lead to them, however deep', async () => {
    const context = world();
    const seen = new Set<string>();
    const visit = async (expression: string, depth: number): Promise<void> => {
      const result = await evaluateResult(parseExpression(expression), context);
      assert.ok(result.kind === 'convenience', expression);
      for (const child of await childrenOfConvenience(result.convenience, expression)) {
        const direct = await describeResult({ kind: 'convenience', convenience: child.value }, context, {});
        if (child.name === 'broken') {
          assert.equal(direct.text, '<its lock is jammed>');
        } else {
          assert.equal(await shown(child.expression!, context), direct.text, child.expression);
        }
        seen.add(child.expression!);
        if (depth > 0 && direct.named + direct.indexed > 0) {
          await visit(child.expression!, depth - 1);
        }
      }
    };
    await visit('$shelf', 3);
    await visit('$box(i)', 1);
    await visit('i ? $box(0) : $shelf', 1);
    for (const one of ['$shelf.boxes[1].next.next', '$box(i).numbers[2]', '(i ? $box(0) : $shelf).numbers[0]']) {
      assert.ok(seen.has(one), one);
    }
  });

  it('give a page of a long list', async () => {
    const long = list(
      'long',
      Array.from({ length: 1000 }, (_, index) => integer(index)),
    );
    const page = await childrenOfConvenience(long, '$long', { start: 990, count: 5 });
    assert.deepEqual(
      page.map(({ expression }) => expression),
      [990, 991, 992, 993, 994].map((index) => `$long[${index}]`),
    );
    const { text: line } = await describeResult({ kind: 'convenience', convenience: long }, world(), {});
    assert.ok(line.length < 400 && line.endsWith(', ...}'), line);
  });

  it('are completed: all names behind the $, members, and the names to compare with', async () => {
    const names = async (expression: string): Promise<string[]> =>
      (await completionsFor(expression, expression.length, world())).map(
        (one) => expression.slice(0, one.start) + one.name,
      );
    assert.deepEqual(await names('$'), ['$x1', '$shelf', '$box']);
    assert.deepEqual(await names('1 + $sh'), ['1 + $shelf']);
    assert.deepEqual(await names('$box(i).n'), ['$box(i).name', '$box(i).next', '$box(i).numbers', '$box(i).none']);
    assert.deepEqual(
      await names('i + $box($shelf - 6).next.co'),
      ['colour', 'content'].map((each) => `i + $box($shelf - 6).next.${each}`),
    );
    assert.deepEqual(await names('$shelf.boxes.'), ['$shelf.boxes.length']);
    assert.deepEqual(await names('$shelf.boxes[0].sl'), ['$shelf.boxes[0].slot']);
    assert.deepEqual(
      await names('$box(0).colour == '),
      COLOURS.map((colour) => `$box(0).colour == ${colour}`),
    );
    assert.deepEqual(await names('$box(0).colour != B'), ['$box(0).colour != BLUE']);
    assert.deepEqual(await names('$box(9).'), []);
    assert.deepEqual(await names('"$'), []);
    const [first] = await completionsFor('$b', 2, world());
    assert.deepEqual(first, { name: '$box', kind: 'function', about: 'a box: $box(1)', start: 0, end: 2 });
  });
});
