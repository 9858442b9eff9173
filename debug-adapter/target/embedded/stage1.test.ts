// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { layout } from '../../../emulator';
import { OneHart, RAM, RAM_SIZE } from '../../../test/support/one-hart';
import { SeededRandom } from '../../../test/support/random';
import { translateStage1 } from './stage1';

const PAGE_BITS = 12n;
const FIRST_PAGE = RAM >> PAGE_BITS;
const PAGES = Number(RAM_SIZE >> PAGE_BITS);
const TABLES = 8;
const ENTRIES = 512;
const SATP = 0x180;
const SV39 = 8n << 60n;
const MAY_USE_USER_PAGES = 1n << 18n;
const SSTATUS = 0x100;

/** A pointer to one of the tables, a page of some size, or something malformed. */
function randomEntry(random: SeededRandom): bigint {
  const toTable = random.chance(60);
  const number = FIRST_PAGE + BigInt(random.below(toTable ? TABLES : 2 * PAGES));
  const aligned = random.chance(30) ? number & ~0x1ffn : number;
  const flags = toTable ? 1 : random.below(256) | (random.chance(90) ? 1 : 0);
  const reserved = random.chance(3) ? 1n << BigInt(54 + random.below(10)) : 0n;
  return (aligned << 10n) | BigInt(flags) | reserved;
}

function randomAddress(random: SeededRandom): bigint {
  const address = BigInt.asUintN(64, BigInt.asIntN(39, random.word()));
  return random.chance(2) ? address ^ (1n << 63n) : address;
}

/** Where the hart's own walk leads, for the access and privilege that gets furthest. */
function hartsWalk(hart: OneHart, root: bigint, address: bigint): { mapped: boolean; gpa: bigint } | undefined {
  const view = new DataView(hart.core.memory.buffer);
  for (const privilege of [0, 1]) {
    view.setUint32(hart.core.hartBlock(0) + layout.HART_PRIVILEGE, 1, true);
    hart.core.writeCsr(0, SATP, SV39 | root);
    hart.core.writeCsr(0, SSTATUS, MAY_USE_USER_PAGES);
    view.setUint32(hart.core.hartBlock(0) + layout.HART_PRIVILEGE, privilege, true);
    for (const access of ['read', 'execute'] as const) {
      const found = hart.core.translate(0, address, access);
      if (found.kind !== 'fault') {
        return { mapped: found.kind === 'mapped', gpa: found.gpa };
      }
    }
  }
  return undefined;
}

describe('The walk of stage-1 tables', () => {
  it('leads where the walk of the hart leads, whatever the tables hold', () => {
    const random = new SeededRandom(5);
    const hart = new OneHart();
    const inRam = (gpa: bigint): boolean => gpa >= RAM && gpa < RAM + RAM_SIZE;
    for (let entry = 0; entry < TABLES * ENTRIES; entry++) {
      hart.setWord(RAM + BigInt(entry * 8), randomEntry(random));
    }
    const counts = { mapped: 0, outside: 0, nowhere: 0 };
    for (let round = 0; round < 20_000; round++) {
      // Some roots lie outside memory.
      const root = FIRST_PAGE + BigInt(random.chance(2) ? 2 * PAGES : random.below(TABLES));
      const address = randomAddress(random);
      const found = translateStage1((at) => (inRam(at) ? hart.word(at) : undefined), root, address);
      const judge = hartsWalk(hart, root, address);
      const place = `0x${address.toString(16)} from root 0x${root.toString(16)}`;
      if (judge?.mapped) {
        assert.equal(found, judge.gpa, place);
        counts.mapped++;
      } else if (judge !== undefined && found !== undefined) {
        assert.equal(found, judge.gpa, place);
        counts.outside++;
      } else {
        assert.equal(found, undefined, place);
        counts.nowhere++;
      }
    }
    for (const [kind, count] of Object.entries(counts)) {
      assert.ok(count > 500, `${count} addresses ${kind}`);
    }
  });

  it('takes every address for guest-physical where translation is off', () => {
    assert.equal(
      translateStage1(() => assert.fail(), 0n, 0x1234_5678_9abc_def0n),
      0x1234_5678_9abc_def0n,
    );
  });
});
