// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { FakeEvaluation } from '../../test/support/fake-evaluation';
import {
  alias,
  array,
  bitField,
  constant,
  enumeration,
  made,
  member,
  pointer,
  structure,
} from '../../test/support/made-types';
import type { StructType, Type } from '../symbols';
import { describeValue, readScalar } from '../values';
import {
  assignTo,
  completionsFor,
  ExpressionError,
  evaluate,
  evaluateCondition,
  execute,
  parseExpression,
  parseLogMessage,
  renderLogMessage,
} from '.';

const u32 = alias('u32', made.unsigned);
const state = enumeration('state', { FREE: 0n, PENDING: 1n, PROCESSING: 2n, COMPLETE: 3n });

/** struct request { enum state state; u32 addr; union { u64 value; u8 bytes[8]; }; struct request *next; unsigned
 *  width:4, is_write:1; char name[8]; } */
const request: StructType = structure('request', 40, [
  member('state', state, 0),
  member('addr', u32, 4),
  member(
    undefined,
    structure(
      undefined,
      8,
      [member('value', made.unsignedLong, 0), member('bytes', array(made.unsignedChar, 8), 0)],
      'union',
    ),
    8,
  ),
  member('next', () => pointer(request), 16),
  bitField('width', made.unsigned, 24, 0, 4),
  bitField('is_write', made.unsigned, 24, 4, 1),
  member('name', array(made.char, 8), 28),
]);

function bytes(text: string): number[] {
  return [...Buffer.from(text.replaceAll(' ', ''), 'hex')];
}

/** `request` points to `first` at 0x1100, whose `next` is itself. */
function world(): FakeEvaluation {
  const context = new FakeEvaluation();
  context.types.set('struct request', request).set('u32', u32).set('enum state', state);
  context
    .at(
      'first',
      request,
      0x1100n,
      bytes('01000000 0030000a 8877665544332211 0011000000000000 f4ffffff 626c6b00 00000000'),
    )
    .at('i', made.int, 0x1200n, bytes('07000000'))
    .at('minus', made.int, 0x1204n, bytes('feffffff'))
    .at('values', array(made.int, 4), 0x1210n, bytes('0a000000 0b000000 0c000000 0d000000'))
    .variable('request', pointer(constant(request)), { kind: 'register', number: 10 })
    .variable('small', made.int, { kind: 'register', number: 11 })
    .variable('lost', made.int, { kind: 'unavailable', reason: 'optimized out' })
    .variable('PENDING', state, { kind: 'value', bytes: Uint8Array.of(1, 0, 0, 0) })
    .variable('x', made.int, { kind: 'value', bytes: Uint8Array.of(5, 0, 0, 0) })
    .variable('handler', { kind: 'function', returns: () => made.int, parameters: () => [], variadic: false } as Type, {
      kind: 'memory',
      address: 0x8000n,
    });
  context.registers.set(10, 0x1100n).set(11, 0xffff_ffff_8000_0000n).set(5, 0x1234n);
  return context;
}

async function shown(text: string, context = world()): Promise<string> {
  const expression = parseExpression(text);
  return (await describeValue(await evaluate(expression, context), context, expression.format)).text;
}

async function errorOf(text: string, context = world()): Promise<ExpressionError> {
  try {
    await execute(parseExpression(text), context);
  } catch (error) {
    assert.ok(error instanceof ExpressionError, String(error));
    return error;
  }
  assert.fail(`'${text}' has a value`);
}

describe('expressions', () => {
  const values: Record<string, string> = {
    'request->state': 'PENDING',
    'request->state == PENDING': '1',
    'request.addr,x': '0xa003000',
    'first.value,x': '0x1122334455667788',
    'request->bytes[7],x': "0x11 '\\021'",
    'request->next->next->next == request': '1',
    'first.width': '4',
    'first.is_write': '1',
    '(*request).name': '"blk"',
    'first.name[1]': "108 'l'",
    'request->name == "blk"': '1',
    'request->name != "console"': '1',
    'values[1] + *values': '21',
    '*values@2': '{10, 11}',
    '*values@1 + 1': '{10, 11}',
    'values,[3]': '{10, 11, 12}',
    '(float)0x1000001000000001': '1152921600000000000',
    '&values[1],[2]': '{11, 12}',
    '*(values + 3),x': '0xd',
    '&values[3] - values': '3',
    '2[values]': '12',
    'minus,x': '0xfffffffe',
    'i,b': '0b111',
    'i,o': '07',
    '65,c': "'A'",
    small: '-2147483648',
    $x5: '4660',
    '(u32)minus': '4294967294',
    '(u32)-1': '4294967295',
    '(x)-1': '4',
    '(x) * 2': '10',
    '(unsigned char)0x1ff': "255 '\\377'",
    '((struct request *)0x1100)->addr,x': '0xa003000',
    '{int} 0x1200': '7',
    '{struct request *} (0x1100 + 16)': '0x1100',
    '*(unsigned char (*)[4])0x1200': '{7, 0, 0, 0}',
    '(int (*)(int, char *))0x8000': '0x8000',
    'sizeof(struct request)': '40',
    'sizeof(u32) + sizeof i + sizeof values': '24',
    'sizeof lost': '4',
    'sizeof(void) + sizeof(*handler)': '2',
    '(void *)values + 1 == (char *)values + 1': '1',
    '&((struct request *)0)->next': '0x10',
    'i > 5 ? 1.5 : 2': '1.5',
    'i || lost': '1',
    'handler == 0x8000 && &handler == handler': '1',
    '"text"[1]': "101 'e'",
    'NULL == 0': '1',
    '1.0f / 3': '0.33333334',
    lost: '<optimized out>',
    '*(int *)0x9000': '<cannot read 0x9000>',
  };
  for (const [text, wanted] of Object.entries(values)) {
    it(`${text} is ${wanted}`, async () => {
      assert.equal(await shown(text), wanted);
    });
  }

  it('gives places without reading them', async () => {
    const context = world();
    const value = await evaluate(parseExpression('first.next'), context);
    assert.deepEqual([value.location, context.reads], [{ kind: 'memory', address: 0x1110n }, 0]);
  });

  it('reads a name in brackets anew where it is a type and where it is a variable', async () => {
    const expression = parseExpression('(thing) - 1');
    const asVariable = world().variable('thing', made.int, { kind: 'value', bytes: Uint8Array.of(9, 0, 0, 0) });
    const asType = world();
    asType.types.set('thing', made.unsignedChar);
    const results = await Promise.all(
      [asVariable, asType, asVariable].map(async (one) => readScalar(await evaluate(expression, one), one)),
    );
    assert.deepEqual(results, [8n, 255n, 8n]);
  });

  it('follows the data model of 32-bit machines', async () => {
    const context = new FakeEvaluation(4).at('p', pointer(made.int, 4), 0x1000n, [4, 0x10, 0, 0]);
    assert.equal(await shown('sizeof(long) + sizeof(p) + sizeof(p - p)', context), '12');
    assert.equal(await shown('p - 0x500', context), '0xfffffc04');
    assert.equal(await shown('4294967295 + 1', context), '4294967296');
  });
});

describe('errors of expressions', () => {
  const errors: Record<string, readonly [message: RegExp, at: string]> = {
    requst: [/'requst' is not known here; did you mean 'request'\?/, 'requst'],
    'request->adr': [
      /'request' points to 'const struct request', which has no member 'adr'; did you mean 'addr'\?/,
      'adr',
    ],
    'first.nothing': [/'first' is of type 'struct request', which has no member 'nothing'$/, 'nothing'],
    'i.foo': [/'i' has no members: it is of type 'int'/, 'i.foo'],
    '*i': [/'i' is no pointer, but of type 'int'/, '*i'],
    'i[0]': [/'i' has no elements/, 'i'],
    'lost + 1': [/'lost': optimized out/, 'lost'],
    '1 + *(int *)0x9000': [/'\*\(int \*\)0x9000': cannot read 0x9000/, '*(int *)0x9000'],
    '&small': [/'small' has no address: it is in registers here/, 'small'],
    '&first.width': [/bit field/, '&first.width'],
    '&(i + 1)': [/no address/, '&(i + 1)'],
    'i / 0': [/divides by zero/, 'i / 0'],
    '1 << 40': [/shifting 32 bits by 40/, '1 << 40'],
    'i +': [/something is missing at the end/, ''],
    '(i': [/'\)' is missing to close the bracket/, ''],
    'i i': [/'i' is one too many/, 'i'],
    'handler(1)': [/functions cannot be called/, '('],
    'i++': [/write x \+= 1/, '++'],
    'i,q': [/a format is missing/, 'q'],
    '"abc': [/a closing " is missing/, '"abc'],
    '0x': [/'0x' is not a number/, '0x'],
    '123456789012345678901': [/does not fit in 64 bits/, '123456789012345678901'],
    'first + 1': [/'\+' cannot take 'first', which is of type 'struct request'/, 'first'],
    '(struct nothing *)i': [/there is no type 'struct nothing'/, 'struct nothing'],
    '(long float)i': [/'long float' is no type of C/, 'long float'],
    $foo: [/there is no register '\$foo'/, '$foo'],
    u32: [/'u32' is a type, not a value/, 'u32'],
    int: [/a type is no value/, 'int'],
    'request == "text"': [/can only be compared with a text/, 'request'],
    '*values@0': [/1 to \d+ elements, not 0/, '0'],
    '1 = 2': [/'1' is no place/, '1'],
    'x = 2': [/a value without a place/, 'x'],
    'lost = 2': [/'lost': it has no place here: optimized out/, 'lost'],
    'first = 2': [/cannot become a value of type 'int'/, '2'],
    '*(int *)0x9000 = 1': [/cannot write 0x9000/, '*(int *)0x9000'],
    'first.name = "much too long"': [/room for 8/, '"much too long"'],
    '`': [/'`' has no meaning here/, '`'],
    "'ab'": [/a character is one byte/, "'ab'"],
  };
  for (const [text, [message, at]] of Object.entries(errors)) {
    it(`${text}: ${message.source}`, async () => {
      const error = await errorOf(text);
      assert.match(error.message, message);
      assert.equal(text.slice(error.start, error.end), at);
    });
  }

  it('end at a limit for texts that are too long or nested too deep', async () => {
    assert.match((await errorOf('1+'.repeat(3000))).message, /at most 4000 characters/);
    assert.match((await errorOf(`${'('.repeat(1500)}1${')'.repeat(1500)}`)).message, /nested too deep/);
    assert.match((await errorOf(`${'!'.repeat(3000)}1`)).message, /nested too deep/);
    assert.match((await errorOf(`(int ${'(*'.repeat(900)}${')'.repeat(900)})1`)).message, /nested too deep/);
    assert.equal(await shown(`0${'+1'.repeat(1900)}`), '1900');
  });

  it('refuse an assignment where nothing may change, and change nothing', async () => {
    const context = world();
    await assert.rejects(evaluate(parseExpression('i == 7 && (i = 1)'), context), /an assignment is not possible here/);
    await assert.rejects(evaluateCondition(parseExpression('i = 1'), context), /to compare, write ==/);
    assert.deepEqual(context.writes, []);
  });
});

describe('assignments', () => {
  it('write to memory, converted', async () => {
    const context = world();
    await execute(parseExpression('values[2] = -1.5 * 2'), context);
    await execute(parseExpression('values[0] += values[1] <<= 1'), context);
    await execute(parseExpression('request->next = 0'), context);
    await execute(parseExpression('first.name = "con"'), context);
    assert.equal(await shown('values', context), '{32, 22, -3, 13}');
    assert.equal(await shown('first.next', context), '0x0');
    assert.equal(await shown('first.name', context), '"con"');
  });

  it('change a bit field and leave its neighbours', async () => {
    const context = world();
    await execute(parseExpression('first.width = 0x1b'), context);
    assert.equal(await shown('first.width', context), '11');
    assert.equal(await shown('*(u32 *)&first.next@1', context).catch(() => ''), '{4352}');
    assert.equal(await shown('{u32} 0x1118,x', context), '0xfffffffb');
  });

  it('keep 32-bit numbers in registers sign-extended, as RISC-V has it', async () => {
    const context = world().variable('word', u32, { kind: 'register', number: 12 });
    context.registers.set(12, 0n);
    await execute(parseExpression('word = 0x80000001'), context);
    await execute(parseExpression('small = 3'), context);
    assert.deepEqual([context.registers.get(12), context.registers.get(11)], [0xffff_ffff_8000_0001n, 3n]);
  });

  it('write a struct as a whole', async () => {
    const context = world().at('second', request, 0x1300n);
    await execute(parseExpression('second = *request'), context);
    assert.equal(await shown('second.next == first.next && second.width == 4 && second.name == "blk"', context), '1');
  });

  it('go to all pieces of a value', async () => {
    const pair = structure('pair', 16, [member('low', made.long, 0), member('high', made.int, 8)]);
    const context = world().variable('pair', pair, {
      kind: 'pieces',
      pieces: [
        { bits: 64, location: { kind: 'register', number: 20 } },
        { bits: 64, location: { kind: 'memory', address: 0x1400n } },
      ],
    });
    context.registers.set(20, 5n);
    await execute(parseExpression('pair.high = pair.low + 1'), context);
    await execute(parseExpression('pair.low = -1'), context);
    assert.equal(await shown('pair', context), '{low = -1, high = 6}');
    assert.equal(context.registers.get(20), 0xffff_ffff_ffff_ffffn);
  });

  it('set a variable to what is typed for it', async () => {
    const context = world();
    const target = await evaluate(parseExpression('first.state'), context);
    await assignTo(target, parseExpression('COMPLETE'), context);
    assert.equal(await shown('first.state', context), 'COMPLETE');
    await assignTo(await evaluate(parseExpression('i'), context), parseExpression('values[3] + 1'), context);
    assert.equal(await shown('i', context), '14');
    await assert.rejects(assignTo(target, parseExpression('"text"'), context), /cannot become a value/);
  });
});

describe('conditions', () => {
  it('are true for numbers and pointers other than 0', async () => {
    const context = world();
    const truth = (text: string): Promise<boolean> => evaluateCondition(parseExpression(text), context);
    assert.deepEqual(
      await Promise.all(
        ['request->state == 1 && i > 5', 'request', 'i - 7', 'first.next->name == "x"', '0.5', 'values'].map(truth),
      ),
      [true, true, false, false, true, true],
    );
    await assert.rejects(truth('first'), /cannot take 'first'/);
  });
});

describe('log messages', () => {
  it('have the values of their expressions', async () => {
    const message = parseLogMessage(
      'state {request->state}, addr {request->addr,x} \\{{ {u32} 0x1200 }\\}: {lost + 1}{lost}',
    );
    assert.equal(
      await renderLogMessage(message, world()),
      "state PENDING, addr 0xa003000 {7}: <'lost': optimized out><optimized out>",
    );
  });

  it('say where they are wrong', () => {
    assert.throws(
      () => parseLogMessage('value {i +} of'),
      (error) => error instanceof ExpressionError && error.start === 10 && /missing/.test(error.message),
    );
    assert.throws(() => parseLogMessage('value {i'), /a closing } is missing/);
  });
});

describe('completions', () => {
  async function names(text: string, offset = text.length): Promise<string[]> {
    return (await completionsFor(text, offset, world())).map((one) => text.slice(0, one.start) + one.name);
  }

  it('are members behind a dot or an arrow', async () => {
    assert.deepEqual(await names('1 + request->na'), ['1 + request->name']);
    assert.deepEqual(await names('first.next->v'), ['first.next->value']);
    assert.deepEqual(await names('((struct request *)lost)[i].w'), ['((struct request *)lost)[i].width']);
    assert.equal((await names('request->')).length, 8);
    assert.deepEqual(await names('i.'), []);
    assert.deepEqual(await names('nothing->'), []);
  });

  it('are names elsewhere', async () => {
    assert.deepEqual(await names('values[mi'), ['values[minus']);
    assert.deepEqual(
      await names('i + '),
      (await names('')).map((name) => `i + ${name}`),
    );
    assert.deepEqual(await names('i '), []);
    assert.deepEqual(await names('backend!'), []);
    assert.deepEqual(await names('backend!re'), []);
    assert.deepEqual(await names('i == !re'), ['i == !request']);
    assert.deepEqual(await names('re + 1', 2), ['request']);
  });
});
