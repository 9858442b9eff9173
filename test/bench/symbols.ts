// SPDX-License-Identifier: Apache-2.0
/** What symbols cost: opening an image, the first lookup, further ones, and addr2line beside them where it is installed. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource, type LocationContext, openSymbols, type Symbols } from '../../debug-adapter/symbols';
import { SeededRandom } from '../support/random';
import { projectRoot } from '../support/requirements';

const LOOKUPS = 100_000;
const PEER_LOOKUPS = 20_000;
const VARIABLE_LOOKUPS = 20_000;

/** Prints the figures for the guest kernel of `remio-console`, or for another ELF file. */
export async function benchSymbols(
  elf = join(projectRoot, 'dist', 'systems', 'remio-console', 'backend.elf'),
): Promise<void> {
  if (!existsSync(elf)) {
    console.log(`symbols: ${elf} is missing; build first`);
    return;
  }
  const file = fileSource(elf);
  const opening = timed(() => openSymbols(file));
  const symbols = opening.result;
  const first = timed(() => symbols.lookup(symbols.entry));
  // Another reader picks the addresses, so that this one still has everything to decode.
  const addresses = someAddresses(openSymbols(file), LOOKUPS);
  const cold = timed(() => addresses.forEach((address) => void symbols.lookup(address)));
  const warm = timed(() => addresses.forEach((address) => void symbols.lookup(address)));
  const byLine = timed(() => symbols.addressesOf(symbols.lookup(symbols.entry)?.place?.file ?? '', 1));
  console.log(
    `symbols of ${(file.size / 1e6).toFixed(1)} MB: open ${format(opening.ms)}, first lookup ${format(first.ms)}`,
  );
  console.log(
    `  ${LOOKUPS} lookups: ${perLookup(cold.ms, LOOKUPS)} the first time, ${perLookup(warm.ms, LOOKUPS)} then`,
  );
  console.log(`  first lookup of a line: ${format(byLine.ms)}`);
  await printVariables(symbols, addresses);
  printPeer(elf, addresses.slice(0, PEER_LOOKUPS));
  file.close();
}

/** Variables at an address and where they are, as a stop shows them; rows for unwinding; and a name from any unit. */
async function printVariables(symbols: Symbols, addresses: readonly bigint[]): Promise<void> {
  const few = addresses.slice(0, VARIABLE_LOOKUPS);
  const locateAll = async (): Promise<number> => {
    let located = 0;
    for (const pc of few) {
      const context = { ...CONTEXT, pc };
      for (const { parameters, blocks } of symbols.variablesAt(pc)) {
        for (const variable of [...parameters, ...blocks.flat()]) {
          await variable.locate(context);
          located++;
        }
      }
    }
    return located;
  };
  const rows = timed(() => few.forEach((pc) => void symbols.unwindRowAt(pc)));
  const cold = performance.now();
  const count = await locateAll();
  const warm = performance.now();
  await locateAll();
  const end = performance.now();
  const named = timed(() => symbols.typeNamed('struct no_such_type_in_any_unit'));
  const each = (ms: number) => `${perLookup(ms, few.length)} address, ${perLookup(ms, count)} variable`;
  console.log(`  variables at ${few.length} addresses and their ${count} locations:`);
  console.log(`    the first time ${each(warm - cold)}; then ${each(end - warm)}`);
  console.log(`  unwinding rows: ${perLookup(rows.ms, few.length)}; a type that no unit has: ${format(named.ms)}`);
}

/** A frame that answers at once. */
const CONTEXT: Omit<LocationContext, 'pc'> = {
  register: async (number) => BigInt(number),
  cfa: async () => 0x8000_0000n,
  read: async (_, length) => new Uint8Array(length),
  caller: async () => undefined,
};

function someAddresses(symbols: Symbols, count: number): bigint[] {
  const random = new SeededRandom(1);
  const functions = symbols.functions();
  return Array.from({ length: count }, () => {
    const { entry, ranges } = random.pick(functions);
    const size = Math.max(1, Number(ranges[0]!.high - entry));
    return entry + BigInt(random.below(size) & ~1);
  });
}

function printPeer(elf: string, addresses: readonly bigint[]): void {
  const input = addresses.map((address) => `0x${address.toString(16)}\n`).join('');
  const args = ['-i', '-f', '-e', elf];
  const run = timed(() => spawnSync('riscv64-unknown-elf-addr2line', args, { input, maxBuffer: 1 << 28 }));
  if (run.result.status === 0) {
    const each = perLookup(run.ms, addresses.length);
    console.log(`  addr2line -i -f, ${addresses.length} lookups, its start included: ${each}`);
  } else {
    console.log('  addr2line is not installed (Debian package binutils-riscv64-unknown-elf)');
  }
}

function timed<T>(action: () => T): { readonly result: T; readonly ms: number } {
  const start = performance.now();
  const result = action();
  return { result, ms: performance.now() - start };
}

function format(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

function perLookup(ms: number, count: number): string {
  return `${((ms / count) * 1000).toFixed(1)} us each`;
}

if (require.main === module) {
  void benchSymbols(process.argv[2]);
}
