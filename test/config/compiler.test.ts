// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesSource, openSymbols } from '../../debug-adapter/symbols';
import { createMachine, parseElfSegments, readConfig } from '../../emulator';
import { configText } from '../cli/guests';
import { defaultCompiler } from '../support/kernel-build';
import { SeededRandom } from '../support/random';
import { dumpConfig } from './dump';
import { ValidConfig } from './valid-configs';

const CASES = 120;
const FLAGS = ['-O1', '-ffreestanding', '-fno-stack-protector', '-nostdlib', '-static', '-fno-pic', '-w', '-std=gnu11'];

describe('the configuration reader against a C compiler', () => {
  it('sees the values that the compiled program has', async () => {
    const texts = Array.from({ length: CASES }, (_, index) =>
      new ValidConfig(new SeededRandom(index + 1), `c${index}_`).text(),
    );
    const compiled = await compiledValues(texts);
    let at = 0;
    for (const [index, text] of texts.entries()) {
      const { config, diagnostics } = readConfig('config.c', text);
      // Counts that fit, images that are there: all that may be said is that numbers wrap.
      const unexpected = diagnostics.filter(({ code }) => code !== 'config-overflow' && code !== 'config-image-size');
      assert.deepEqual(unexpected, [], `case ${index}\n${text}`);
      const read = dumpConfig(config!);
      assert.deepEqual(read, compiled.slice(at, at + read.length), `case ${index}\n${text}`);
      at += read.length;
    }
    assert.equal(at, compiled.length);
    assert.ok(at > 20 * CASES, 'the cases are too small to prove anything');
  });
});

/** Compiles all the configurations into one guest that writes their values into its memory, and runs it. */
async function compiledValues(texts: readonly string[]): Promise<bigint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bao-config-'));
  try {
    const elf = await compile(folder, texts);
    const symbols = openSymbols(bytesSource('dump.elf', elf));
    const { config } = readConfig('config.c', configText([{ guest: 'dump.elf' }]));
    const image = { kind: 'segments', segments: parseElfSegments(elf, 'dump.elf').segments } as const;
    const machine = createMachine({ config: config!, images: new Map([['image0', image]]) });
    assert.equal(machine.run({ instructions: 50_000_000n }).reason.kind, 'finished');
    const words = (symbol: string, count: number): bigint[] => {
      const bytes = machine.readGuestPhysical(0, symbols.symbolNamed(symbol)!.address, count * 8)!;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: count }, (_, index) => view.getBigUint64(index * 8, true));
    };
    return words('dump_words', Number(words('dump_count', 1)[0]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(folder: string, texts: readonly string[]): Promise<Buffer> {
  const names = texts.map((text, index) => {
    const renamed = text.replace('struct config config =', `struct config config_${index} =`);
    writeFileSync(join(folder, `config-${index}.c`), renamed);
    return `config_${index}`;
  });
  const all = [
    ...names.map((_, index) => `#include "config-${index}.c"`),
    `struct config *const dump_configs[] = { ${names.map((name) => `&${name}`).join(', ')} };`,
    `const uint64_t dump_config_count = ${names.length};`,
  ];
  writeFileSync(join(folder, 'all.c'), `${all.join('\n')}\n`);
  const compiler = await defaultCompiler();
  const guest = join(__dirname, 'guest');
  const start = join(__dirname, '..', 'cli', 'guests');
  const output = join(folder, 'dump.elf');
  const files = [join(start, 'start.S'), join(guest, 'dump.c'), join(folder, 'all.c')];
  const args = [...compiler.args, ...FLAGS, `-I${guest}`, '-T', join(start, 'guest.lds'), ...files, '-o', output];
  const result = spawnSync(compiler.program, args, { env: { ...process.env, ...compiler.env }, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr.slice(0, 3000));
  return readFileSync(output);
}
