// SPDX-License-Identifier: Apache-2.0
/** Asks gdb what it reads in a file's debug information. */

import { execFileSync } from 'node:child_process';

const DUMP = `
import gdb, json
def dump(type, depth):
  result = {'name': str(type), 'size': type.sizeof if type.code not in (gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_VOID) else 0}
  base = type.strip_typedefs()
  if depth == 0:
    return result
  if base.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
    result['members'] = [[f.name or None, f.bitpos, f.bitsize, dump(f.type, depth - 1)] for f in base.fields()]
  elif base.code == gdb.TYPE_CODE_ENUM:
    result['values'] = [[f.name, f.enumval] for f in base.fields()]
  elif base.code in (gdb.TYPE_CODE_ARRAY, gdb.TYPE_CODE_PTR):
    result['target'] = dump(base.target(), depth - 1)
  elif base.code == gdb.TYPE_CODE_FUNC:
    result['target'] = dump(base.target(), depth - 1)
    result['parameters'] = [dump(f.type, depth - 1) for f in base.fields()]
  return result
`;

/** Runs a Python program in gdb on a file and takes the JSON that its \`answer\` is given. */
export function askGdb(elf: string, program: string, ...setup: readonly string[]): unknown {
  const script = `${DUMP}\ndef answer(value):\n  print('@' + json.dumps(value))\n${program}`;
  const commands = [...setup, `python exec(${JSON.stringify(script)})`];
  const args = ['-batch', '-nx', ...commands.flatMap((command) => ['-ex', command]), elf];
  const output = execFileSync('gdb-multiarch', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = output.split('\n').find((one) => one.startsWith('@'));
  if (line === undefined) {
    throw new Error(`gdb gave no answer about ${elf}: ${output}`);
  }
  return JSON.parse(line.slice(1));
}
