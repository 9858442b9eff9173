// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SeededRandom } from '../../test/support/random';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { buildWithGcc } from '../../test/support/symbol-programs';
import { bytesSource, fileSource, openSymbols, SymbolFileError, type Symbols } from '.';
import { readElf } from './elf-file';

/** Asks everything that there is to ask. Damage must end in answers that leave things out, never in other errors. */
function askAll(symbols: Symbols): void {
  symbols.symbols();
  symbols.sourceFiles();
  symbols.functions();
  symbols.copiesOf('mix');
  symbols.functionsNamed('loop');
  symbols.linesOf('main.c');
  symbols.addressesOf('inline.h', 3);
  for (const { address, fileSize } of symbols.segments.filter((segment) => segment.executable)) {
    for (let offset = 0; offset < Math.min(fileSize, 1024); offset += 16) {
      symbols.lookup(address + BigInt(offset));
      symbols.symbolAt(address + BigInt(offset));
    }
  }
}

function openBytes(bytes: Uint8Array): Symbols {
  return openSymbols(bytesSource('bad.elf', bytes));
}

describe('symbols of files that are no good', () => {
  const folder = scratchFolder();
  const images = new Map<string, Uint8Array>();

  before(function () {
    requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
    for (const version of ['4', '5']) {
      images.set(
        version,
        Uint8Array.from(readFileSync(buildWithGcc(folder(), `d${version}`, [`-gdwarf-${version}`, '-O2']))),
      );
    }
  });

  function changed(change: (view: DataView) => void): Uint8Array {
    const bytes = images.get('5')!.slice();
    change(new DataView(bytes.buffer));
    return bytes;
  }

  function assertRefused(bytes: Uint8Array, pattern: RegExp): void {
    assert.throws(
      () => openBytes(bytes),
      (error) =>
        error instanceof SymbolFileError && error.message.startsWith('bad.elf: ') && pattern.test(error.message),
    );
  }

  it('names what is wrong with the header', () => {
    assertRefused(new Uint8Array(), /not an ELF file/);
    assertRefused(new TextEncoder().encode('#!/bin/sh\n'), /not an ELF file/);
    assertRefused(images.get('5')!.slice(0, 40), /header is cut off: 40 of 64 bytes/);
    assertRefused(
      changed((view) => view.setUint8(4, 3)),
      /the ELF class is 3, neither 32 nor 64 bits/,
    );
    assertRefused(
      changed((view) => view.setUint8(5, 2)),
      /little-endian/,
    );
    assertRefused(
      changed((view) => view.setUint16(18, 62, true)),
      /made for x86-64, not for RISC-V or Arm/,
    );
    assertRefused(
      changed((view) => view.setUint16(18, 9999, true)),
      /made for machine 9999/,
    );
    assertRefused(
      changed((view) => view.setUint16(16, 1, true)),
      /relocatable object: link it first/,
    );
  });

  it('says that a file is truncated, and where it should end', () => {
    const whole = images.get('5')!;
    assertRefused(
      whole.slice(0, whole.length - 1),
      /truncated: the section headers should end at \d+, the file at \d+/,
    );
    assertRefused(whole.slice(0, 100), /truncated: the segment headers should end at/);
    assertRefused(
      changed((view) => view.setUint32(32, 0xffff_fff0, true)),
      /truncated/,
    );
  });

  it('says that a file is missing', () => {
    assert.throws(() => fileSource(`${folder()}/none.elf`), /cannot open .*none\.elf: ENOENT/);
    assert.throws(() => fileSource(folder()), /is not a file/);
  });

  it('tells of damaged debug information, and still knows the symbols', () => {
    const bytes = images.get('5')!.slice();
    const text = Buffer.from(bytes).indexOf('.debug_abbrev');
    // The name of the section is spoilt, so the section is missing.
    bytes[text + 1] = 0x58;
    const symbols = openBytes(bytes);
    const loop = symbols.symbolNamed('other')!;
    assert.deepEqual(symbols.lookup(loop.address)?.frames, [{ function: 'other', inlined: false }]);
    assert.match(symbols.problems[0]!, /bad\.elf: the section \.debug_abbrev is missing/);
  });

  it('tells of versions that it cannot read', () => {
    const bytes = images.get('5')!.slice();
    const section = readElf(bytesSource('bad.elf', bytes)).sections.find((one) => one.name === '.debug_info')!;
    bytes[section.offset + 4] = 6;
    const symbols = openBytes(bytes);
    symbols.functions();
    assert.deepEqual(symbols.variablesNamed('sink'), []);
    assert.match(symbols.problems[0]!, /the unit at 0x0 is DWARF 6; 2 to 5 can be read/);
    assert.ok(
      symbols.functions().some((one) => one.name === 'other'),
      'the other units are lost too',
    );
  });

  it('tells where debug information is that was left in other files', function () {
    requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
    const symbols = openSymbols(fileSource(buildWithGcc(folder(), 'split', ['-gdwarf-5', '-gsplit-dwarf'])));
    symbols.lookup(symbols.entry);
    assert.match(symbols.problems.join('\n'), /has its debug information in .*\.dwo: build without -gsplit-dwarf/);
  });

  for (const version of ['4', '5']) {
    it(`survives every kind of truncation (DWARF ${version})`, () => {
      const whole = images.get(version)!;
      for (let length = 0; length < whole.length; length += 97) {
        assert.throws(() => openBytes(whole.slice(0, length)), SymbolFileError);
      }
    });

    it(`survives changed bytes (DWARF ${version})`, () => {
      const whole = images.get(version)!;
      let opened = 0;
      for (let seed = 0; seed < 200; seed++) {
        const random = new SeededRandom(seed);
        const bytes = whole.slice();
        for (let i = 1 + random.below(20); i > 0; i--) {
          // The first bytes are checked above; what is interesting comes later.
          const at = random.chance(5) ? random.below(64) : 64 + random.below(bytes.length - 64);
          bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
        }
        opened += survives(bytes, seed) ? 1 : 0;
      }
      assert.ok(opened > 100, `only ${opened} of 200 could be opened: the changes are too crude`);
    });
  }

  function survives(bytes: Uint8Array, seed: number): boolean {
    try {
      askAll(openBytes(bytes));
      return true;
    } catch (error) {
      assert.ok(error instanceof SymbolFileError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      return false;
    }
  }
});
