// SPDX-License-Identifier: Apache-2.0
/** What gdb makes of expressions at a stop. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGdbScript } from '../support/gdb-script';
import { GdbStub } from '../support/gdb-stub';
import type { StoppedSystem } from './stopped-system';

/** For each line of a file prints `@` and a value in hexadecimal, or `@error` and gdb's reason. */
const SCRIPT = `import gdb
for line in open(FILE):
    try:
        print("@%x" % (int(gdb.parse_and_eval(line.strip())) & 0xffffffffffffffff))
    except gdb.error as error:
        print("@error %s" % error)
`;

/** @returns a value of 64 bits in hexadecimal, or `error` and gdb's reason, for each expression */
export async function gdbValues(
  stopped: StoppedSystem,
  expressions: readonly string[],
  folder: string,
): Promise<string[]> {
  const { target, hart, program } = stopped;
  const { core } = target.machine;
  const stub = new GdbStub({
    registers: () => [...Array.from({ length: 32 }, (_, number) => core.readRegister(hart, number)), core.readPc(hart)],
    csr: (number) => core.readCsr(hart, number),
    read: async (value, length) => target.readMemory({ space: await target.currentSpace(hart), value }, length),
    command: async () => '',
  });
  const file = join(folder, 'expressions.txt');
  const script = join(folder, 'values.py');
  writeFileSync(file, expressions.join('\n'));
  writeFileSync(script, SCRIPT.replace('FILE', JSON.stringify(file)));
  const values = await runGdbScript(program.file, await stub.listen(), script);
  await stub.close();
  return values;
}
