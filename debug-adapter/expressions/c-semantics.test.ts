// SPDX-License-Identifier: Apache-2.0
/** Random expressions, computed by a C compiler's program and by ours. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  floatExpression,
  integerExpression,
  makeWorld,
  pointerExpression,
  type World,
} from '../../test/support/c-expressions';
import { SeededRandom } from '../../test/support/random';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { stripTypedefs, typeName } from '../symbols';
import { isFloat, readScalar } from '../values';
import { ExpressionError, evaluate, parseExpression } from '.';

const COUNT = 1500;
const SEED = 3;

const PRELUDE = `#include <stdio.h>
#define TYPE(e) _Generic((e), _Bool: "_Bool", char: "char", signed char: "signed char", unsigned char: "unsigned char", \\
	short: "short", unsigned short: "unsigned short", int: "int", unsigned int: "unsigned int", long: "long", \\
	unsigned long: "unsigned long", long long: "long long", unsigned long long: "unsigned long long", \\
	float: "float", double: "double", int *: "int *", default: "other")
#define INTEGER(n, e) printf("%d %s %llu\\n", n, TYPE(e), (unsigned long long)(e))
#define FLOATING(n, e) printf("%d %s %a\\n", n, TYPE(e), (double)(e))
#define POINTER(n, e) printf("%d %s %lld\\n", n, TYPE(e), (long long)((char *)(e) - (char *)array))
`;

interface Case {
  readonly text: string;
  readonly macro: 'INTEGER' | 'FLOATING' | 'POINTER';
  /** As the C program prints it. */
  readonly ours: string;
}

function generate(random: SeededRandom, kind: number): string {
  const depth = 1 + random.below(4);
  if (kind < 12) {
    return integerExpression(random, depth);
  }
  return kind < 17 ? floatExpression(random, depth) : pointerExpression(random, depth);
}

async function caseOf(text: string, world: World): Promise<Case | undefined> {
  try {
    const value = await evaluate(parseExpression(text), world.context);
    const plain = stripTypedefs(value.type);
    const decays = plain.kind === 'array';
    const scalar = decays ? world.arrayAddress : await readScalar(value, world.context);
    const type = decays ? 'int *' : typeName(value.type);
    if (typeof scalar === 'number' || isFloat(plain)) {
      return { text, macro: 'FLOATING', ours: `${type} ${hexFloat(Number(scalar))}` };
    }
    const isPointer = plain.kind === 'pointer' || decays;
    const printed = isPointer ? scalar - world.arrayAddress : BigInt.asUintN(64, scalar);
    return { text, macro: isPointer ? 'POINTER' : 'INTEGER', ours: `${type} ${printed}` };
  } catch (error) {
    // What C leaves undefined is refused, and must not be given to the compiler.
    if (error instanceof ExpressionError && /divides by zero|shifting/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/** By the bits, so that the last one counts too; but gcc itself takes 0 - x for -x at times, which differs for 0. */
function hexFloat(value: number): string {
  const unsigned = value === 0 ? 0 : value;
  return Number.isNaN(value) ? 'nan' : new BigUint64Array(Float64Array.of(unsigned).buffer)[0]!.toString(16);
}

/** What `%a` prints, likewise. */
function normalised(line: string): string {
  const [, type, text] = /^(.*) (\S+)$/.exec(line)!;
  return `${type} ${hexFloat(parseHexFloat(text!))}`;
}

function parseHexFloat(text: string): number {
  const found = /^(-?)0x([01])(?:\.([\da-f]+))?p([+-]\d+)$/.exec(text);
  if (!found) {
    return Number(text.replace('inf', 'Infinity').replace('-nan', 'nan').replace('nan', 'NaN'));
  }
  const [, sign, whole, fraction = '', exponent] = found;
  const digits = Number(BigInt(`0x${whole}${fraction}`));
  return (sign ? -1 : 1) * digits * 2 ** (Number(exponent) - 4 * fraction.length);
}

describe('expressions beside a C compiler', function () {
  this.timeout(120_000);
  const folder = scratchFolder();

  it('have the same types and values', async function () {
    requireTool(this, 'gcc', 'gcc');
    const random = new SeededRandom(SEED);
    const world = makeWorld(random);
    const cases: Case[] = [];
    for (let tried = 0; tried < COUNT; tried++) {
      const one = await caseOf(generate(random, tried % 20), world);
      cases.push(...(one ? [one] : []));
    }
    assert.ok(cases.length > COUNT * 0.9, `only ${cases.length} of ${COUNT} have a meaning`);
    const theirs = run(folder(), world, cases);
    for (const [index, { text, macro, ours }] of cases.entries()) {
      const line = theirs[index]!;
      assert.equal(ours, macro === 'FLOATING' ? normalised(line) : line, text);
    }
  });
});

/** @returns a line for each case */
function run(folder: string, world: World, cases: readonly Case[]): string[] {
  const body = cases.map(({ text, macro }, index) => `\t${macro}(${index}, ${text});`).join('\n');
  const source = join(folder, 'cases.c');
  writeFileSync(source, `${PRELUDE}${world.declarations}\nint main(void)\n{\n${body}\n}\n`);
  const program = join(folder, 'cases');
  execFileSync('gcc', ['-std=gnu17', '-w', '-fwrapv', '-ffp-contract=off', '-O0', source, '-o', program]);
  const lines = execFileSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 })
    .trimEnd()
    .split('\n');
  return lines.map((line) => line.replace(/^\d+ /, ''));
}
