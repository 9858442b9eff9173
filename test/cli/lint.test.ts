// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDts } from '../../extension/device-tree';
import { baoDebug, type Outcome } from '../support/bao-debug';
import { projectRoot } from '../support/requirements';
import { scratchFolder } from '../support/scratch';

const BINDING = `$id: http://example.org/schemas/led.yaml#
select: { required: [ led-colour ] }
properties: { led-colour: { enum: [ red, green ] } }
required: [ led-current ]
`;

/** There is no dt-schema in the folders here. */
const NOTE = "note: dt-schema's own schemas are not among the bindings; what others refer to there is not checked\n";

const TREE = (colour: string): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	lamp {
		led-colour = "${colour}";
		led-current;
	};
};
`;

describe('bao-debug lint', () => {
  const scratch = scratchFolder();
  let bindings = '';

  before(() => {
    bindings = join(scratch(), 'bindings');
    mkdirSync(bindings);
    writeFileSync(join(bindings, 'led.yaml'), BINDING);
    writeFileSync(join(scratch(), 'good.dts'), TREE('red'));
    writeFileSync(join(scratch(), 'bad.dts'), `#include "colours.h"\n${TREE('blue')}`.replace('"blue"', 'COLOUR'));
    writeFileSync(join(scratch(), 'colours.h'), '#define COLOUR "blue"\n');
    writeFileSync(join(scratch(), 'broken.dts'), '/dts-v1/;\n/ { a = <1; };\n');
    writeFileSync(join(scratch(), 'bad.dtb'), compileDts(TREE('blue'), { file: 'x' }).dtb!);
    writeFileSync(join(scratch(), 'damaged.dtb'), compileDts(TREE('blue'), { file: 'x' }).dtb!.subarray(0, 60));
  });

  const lint = (...args: string[]): Promise<Outcome> => {
    process.env.BAO_DEBUG_CACHE = join(scratch(), 'cache');
    return baoDebug(['lint', ...args], { folder: scratch() });
  };
  const records = ({ output }: Outcome): Record<string, unknown>[] =>
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  it('ends with 0 and without a word when all is well', async () => {
    assert.deepEqual(await lint('--bindings', bindings, 'good.dts'), { code: 0, output: '', errors: NOTE });
  });

  it('tells findings with their place, one object a line with --json', async () => {
    const outcome = await lint('--bindings', bindings, '--only', 'bindings', '--json', 'bad.dts', 'good.dts');
    assert.equal(outcome.code, 1);
    const [record, ...others] = records(outcome);
    assert.equal(others.length, 0);
    assert.match(String(record?.message), /'led-colour' should be one of 'red', 'green'/);
    const { message: _, ...rest } = record!;
    assert.deepEqual(rest, {
      file: 'bad.dts',
      range: { start: { line: 6, column: 15 }, end: { line: 6, column: 21 } },
      severity: 'error',
      code: 'binding-enum',
      node: '/lamp',
      property_path: ['led-colour', 0],
      schema: 'http://example.org/schemas/led.yaml',
      kind: 'enum',
    });
  });

  it('tells people the line, and which binding says so', async () => {
    const { code, output } = await lint('--bindings', join(bindings, 'led.yaml'), 'bad.dts');
    assert.equal(code, 1);
    assert.match(output, /bad\.dts:7:16: error: .*should be one of 'red', 'green'/);
    assert.match(output, /led-colour = COLOUR;/);
    assert.match(output, /wanted by bindings\/led\.yaml:3 of \/lamp \(led\.yaml applies to nodes like this\)/);
  });

  it('reads flattened trees too, and says when one is damaged', async () => {
    const outcome = await lint('--bindings', bindings, '--json', 'bad.dtb', 'damaged.dtb');
    assert.equal(outcome.code, 1);
    assert.deepEqual(
      records(outcome).map(({ code }) => code),
      ['binding-enum', 'dtb-damaged'],
    );
  });

  it('tells what is wrong with a source and goes on with the next', async () => {
    const outcome = await lint('--bindings', bindings, '--json', 'broken.dts', 'bad.dts');
    assert.deepEqual(
      records(outcome).map(({ file, code }) => [file, String(code).split('-')[0]]),
      [
        ['broken.dts', 'dts'],
        ['bad.dts', 'binding'],
      ],
    );
  });

  it('warns of files that are no bindings, and does not count them', async () => {
    const folder = join(scratch(), 'mixed');
    mkdirSync(folder);
    writeFileSync(join(folder, 'odd.yaml'), 'a: [');
    const outcome = await lint('--bindings', folder, '--bindings', bindings, '--json', 'good.dts');
    assert.equal(outcome.code, 0);
    assert.deepEqual(
      records(outcome).map(({ file, severity, code }) => [file, severity, code]),
      [[join(folder, 'odd.yaml'), 'warning', 'binding-file']],
    );
  });

  it("has the bindings of Bao's devices, and needs no folder for them", async () => {
    const systems = join(projectRoot, 'kernel', 'systems');
    const trees = ['ipc/linuxvm.dts', 'ipc/peer.dts', 'remio-console/backend.dts'].map((name) => join(systems, name));
    assert.deepEqual(await lint('--only', 'bindings', ...trees), { code: 0, output: '', errors: '' });
    const text = readFileSync(trees[0]!, 'utf8');
    const faults: readonly (readonly [from: string | RegExp, to: string, kind: string])[] = [
      ['read-channel = ', 'raed-channel = ', 'additionalProperties'],
      ['id = <0>;', '', 'required'],
      ['id = <0>;', 'id = "zero";', 'decode'],
      ['id = <0>;', 'id = <0>; bao,id = <0>;', 'false'],
      [/write-channel = <[^>]*>/, 'write-channel = <0x0>', 'minItems'],
    ];
    for (const [from, to, kind] of faults) {
      writeFileSync(join(scratch(), 'bao.dts'), text.replace(from, to));
      const outcome = await lint('--only', 'bindings', '--json', 'bao.dts');
      assert.equal(outcome.code, 1, to);
      assert.ok(
        records(outcome).some((record) => record.kind === kind),
        `${to}: ${outcome.output}`,
      );
    }
  });

  it('ends with 2 when it is used in a wrong way', async () => {
    for (const [args, message] of [
      [[], /lint needs the device trees/],
      [['--only', 'colours', 'good.dts'], /--only takes families of checks/],
      [['--bindings', 'gone', 'good.dts'], /gone: there is no such file or folder/],
      [['--bindings', bindings, 'gone.dts'], /gone\.dts does not exist/],
      [['--bindings', bindings, '.'], /cannot be read/],
    ] as const) {
      const { code, output, errors } = await lint(...args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(output, '');
      assert.match(errors, message);
    }
  });
});
