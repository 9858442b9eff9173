// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { askGdb } from '../../test/support/gdb-types';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { buildWithBundled, buildWithGcc } from '../../test/support/symbol-programs';
import {
  fileSource,
  type LocationContext,
  openSymbols,
  type Symbols,
  typeName,
  type UnwindRow,
  type Variable,
} from '.';

const VARIANTS: Record<string, { readonly compiler: 'gcc' | 'bundled'; readonly options: readonly string[] }> = {
  'gcc -O0': { compiler: 'gcc', options: ['-gdwarf-5', '-O0'] },
  'gcc -Og': { compiler: 'gcc', options: ['-gdwarf-5', '-Og'] },
  'gcc -O2': { compiler: 'gcc', options: ['-gdwarf-5', '-O2'] },
  'gcc -O2 DWARF 4': { compiler: 'gcc', options: ['-gdwarf-4', '-O2'] },
  'gcc -O2 with .eh_frame': { compiler: 'gcc', options: ['-gdwarf-5', '-O2', '-fasynchronous-unwind-tables'] },
  'gcc -O2 for 32 bits': { compiler: 'gcc', options: ['-gdwarf-5', '-O2', '-march=rv32imac', '-mabi=ilp32'] },
  'the bundled compiler -Og': { compiler: 'bundled', options: ['-gdwarf-5', '-Og', '-fno-unwind-tables'] },
  'the bundled compiler -O2': { compiler: 'bundled', options: ['-gdwarf-5', '-O2', '-fno-unwind-tables'] },
  'the bundled compiler -O2 DWARF 4': { compiler: 'bundled', options: ['-gdwarf-4', '-O2', '-fno-unwind-tables'] },
};

/** For each address, the levels of calls with their variables, as gdb has them. */
const SCOPES = `
def scopes(pc):
  levels = []
  variables = []
  block = gdb.block_for_pc(pc)
  while block and not block.is_static and not block.is_global:
    variables += [[s.name, str(s.type), s.is_argument] for s in block if s.is_argument or s.is_variable]
    if block.function:
      levels.append([block.function.name, sorted(variables)])
      variables = []
    block = block.superblock
  return levels
`;

type Level = readonly [string, readonly (readonly [string, string, boolean])[]];

function ownScopes(symbols: Symbols, address: bigint): Level[] {
  const describe = (isArgument: boolean) => (variable: Variable) =>
    [variable.name, typeName(variable.type), isArgument] as const;
  return symbols.variablesAt(address).map(({ parameters, blocks }, level) => {
    const variables = [...parameters.map(describe(true)), ...blocks.flat().filter(isOwn).map(describe(false))];
    return [symbols.lookup(address)!.frames[level]!.function, variables.sort(byText)] as const;
  });
}

/** gdb lists no variables that are only declared in a block. */
function isOwn(variable: Variable): boolean {
  return variable.kind !== 'global';
}

function byText(one: readonly unknown[], other: readonly unknown[]): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function codeAddresses(symbols: Symbols): bigint[] {
  return symbols
    .functions()
    .flatMap(({ ranges }) =>
      ranges.flatMap(({ low, high }) =>
        Array.from({ length: Number(high - low) / 2 }, (_, index) => low + BigInt(2 * index)),
      ),
    );
}

interface Row {
  readonly address: bigint;
  readonly cfa: string;
  readonly registers: Readonly<Record<string, string>>;
}

/** The rows of all call frame tables, as readelf interprets them. */
function readelfRows(elf: string): Row[] {
  const output = execFileSync('riscv64-unknown-elf-readelf', ['-W', '--debug-dump=frames-interp', elf], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rows: Row[] = [];
  let names: string[] = [];
  let isDescription = false;
  for (const line of output.split('\n')) {
    if (/ (FDE|CIE) /.test(line)) {
      isDescription = line.includes(' FDE ');
      names = [];
    } else if (/^ +LOC +CFA/.test(line)) {
      names = line.trim().split(/\s+/).slice(2);
    } else if (isDescription && /^[0-9a-f]{8,16} /.test(line)) {
      const [address, cfa, ...rules] = line.trim().split(/\s+/);
      const registers = Object.fromEntries(names.map((name, index) => [name, rules[index]!]));
      rows.push({ address: BigInt(`0x${address}`), cfa: cfa!, registers });
    }
  }
  return rows;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ra'],
  [2, 'sp'],
  [8, 's0'],
  [9, 's1'],
  ...Array.from({ length: 10 }, (_, index) => [index + 18, `s${index + 2}`] as const),
]);

function inReadelfWords({ cfa, registers }: UnwindRow): Omit<Row, 'address'> {
  assert.ok(cfa.kind === 'register');
  const offset = (value: bigint) => `${value < 0n ? '' : '+'}${value}`;
  const words = [...registers].map(([number, rule]) => {
    assert.ok(rule.kind === 'offset');
    return [NAMES.get(number)!, `c${offset(rule.offset)}`];
  });
  return { cfa: `${NAMES.get(cfa.register)}${offset(cfa.offset)}`, registers: Object.fromEntries(words) };
}

const CONTEXT: LocationContext = {
  pc: 0n,
  register: async (number) => BigInt(number) << 32n,
  cfa: async () => 0x9000n,
  read: async (_, length) => new Uint8Array(length),
  caller: async () => undefined,
};

describe('variables and frames', () => {
  const folder = scratchFolder();

  for (const [name, { compiler, options }] of Object.entries(VARIANTS)) {
    describe(`of a program by ${name}`, () => {
      let elf: string;
      let symbols: Symbols;

      before(async function () {
        if (compiler === 'gcc') {
          requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
        }
        const file = name.replace(/\W+/g, '-');
        elf =
          compiler === 'gcc' ? buildWithGcc(folder(), file, options) : await buildWithBundled(folder(), file, options);
        symbols = openSymbols(fileSource(elf));
      });

      it('are visible where gdb sees them, with the same types', function () {
        requireTool(this, 'gdb-multiarch', 'gdb-multiarch');
        const addresses = codeAddresses(symbols);
        const program = `${SCOPES}\nanswer([scopes(pc) for pc in [${addresses.join(',')}]])`;
        const wanted = askGdb(elf, program) as Level[][];
        let [variables, skipped] = [0, 0];
        addresses.forEach((address, index) => {
          const levels = wanted[index]!.map(([level, list]) => [level, [...list].sort(byText)]);
          const own = ownScopes(symbols, address);
          if (own.length > levels.length) {
            // GCC may end a range list too early. gdb then drops what was inlined below, which addr2line and we know.
            skipped++;
            return;
          }
          variables += levels.flat(2).length;
          assert.deepEqual(own, levels, `at 0x${address.toString(16)}`);
        });
        assert.ok(addresses.length > 50 && variables > 100 && skipped < addresses.length / 4, `${skipped} skipped`);
        assert.deepEqual(symbols.problems, []);
      });

      it('are somewhere at each address, or said to be optimized out', async () => {
        const seen = new Map<string, number>();
        for (const pc of codeAddresses(symbols)) {
          for (const { parameters, blocks } of symbols.variablesAt(pc)) {
            for (const variable of [...parameters, ...blocks.flat()]) {
              const location = await variable.locate({ ...CONTEXT, pc });
              const kind = location.kind === 'unavailable' ? location.reason : location.kind;
              seen.set(kind, (seen.get(kind) ?? 0) + 1);
            }
          }
        }
        const kinds = ['memory', 'register', 'value', 'optimized out', 'pieces'];
        assert.deepEqual(
          [...seen.keys()].filter((kind) => !kinds.includes(kind)),
          [],
        );
        assert.ok((seen.get('memory') ?? 0) + (seen.get('register') ?? 0) > 50, JSON.stringify([...seen]));
      });

      it('are unwound by the rows that readelf reads', function () {
        requireTool(this, 'riscv64-unknown-elf-readelf', 'binutils-riscv64-unknown-elf');
        const rows = readelfRows(elf).filter((row) => symbols.unwindRowAt(row.address));
        assert.ok(rows.length > 10, `${rows.length} rows`);
        for (const { address, cfa, registers } of rows) {
          const wanted = Object.fromEntries(Object.entries(registers).filter(([, rule]) => rule !== 'u'));
          const own = inReadelfWords(symbols.unwindRowAt(address)!);
          assert.deepEqual(own, { cfa, registers: wanted }, `at 0x${address.toString(16)}`);
        }
        const start = symbols.symbolNamed('assembly')!.address;
        for (const address of codeAddresses(symbols).filter((one) => one < start || one > start + 8n)) {
          assert.equal(symbols.unwindRowAt(address)?.returnRegister, 1, `at 0x${address.toString(16)}`);
        }
      });
    });
  }
});
