// SPDX-License-Identifier: Apache-2.0
/** Runs a batch in qemu-system-riscv64: RAM is a file that both sides see, so nothing has to be dumped. */

import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREA_SIZE, RAM_SIZE, USED_SIZE } from './area';
import type { Program } from './generator';
import { shimFor } from './shim';

/** RV64GC with the hypervisor extension (sstatus has FS with F only); what else QEMU would decode is off. */
const PROCESSOR = 'rv64,h=true,zba=false,zbb=false,zbc=false,zbs=false,sstc=false,svinval=false';
const TIMEOUT_MS = 60_000;

/** The used part of each program's area after QEMU ran them all. @throws {Error} when QEMU fails or does not end. */
export function runInQemu(programs: readonly Program[]): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'hart-differential-'));
  try {
    const path = join(folder, 'ram');
    const file = openSync(path, 'w+');
    ftruncateSync(file, Number(RAM_SIZE));
    writeSync(file, shimFor(programs.length), 0, undefined, 0);
    programs.forEach(({ image }, index) => {
      writeSync(file, image, 0, image.length, (index + 1) * AREA_SIZE);
    });
    start(path);
    const results = programs.map((_, index) => {
      const bytes = new Uint8Array(USED_SIZE);
      readSync(file, bytes, 0, USED_SIZE, (index + 1) * AREA_SIZE);
      return bytes;
    });
    closeSync(file);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function start(path: string): void {
  const mebibytes = Number(RAM_SIZE >> 20n);
  const result = spawnSync(
    'qemu-system-riscv64',
    [
      // With one processor QEMU would split atomics into a load and a store, whose faults are the load's.
      ...['-smp', '2'],
      ...['-M', 'virt,memory-backend=ram', '-cpu', PROCESSOR, '-m', `${mebibytes}M`, '-bios', 'none'],
      ...['-object', `memory-backend-file,id=ram,size=${mebibytes}M,mem-path=${path},share=on`],
      ...['-display', 'none', '-serial', 'none', '-monitor', 'none'],
    ],
    { encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  if (result.status !== 0) {
    throw new Error(`qemu-system-riscv64 did not end as it should (${result.status}): ${result.stderr}`);
  }
}
