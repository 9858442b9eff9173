// SPDX-License-Identifier: Apache-2.0
/** Small RISC-V programs with many shapes of debug information, built by each compiler at hand. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './requirements';

const MAIN = `#include "inline.h"
extern int other(int value);
extern int assembly(int value);
volatile int sink;

static inline __attribute__((always_inline)) int leaf(int value)
{
	if (value & 1)
		return value * 3 + 1;
	return value / 2;
}

static inline __attribute__((always_inline)) int middle(int value)
{
	int a = leaf(value);
	int b = leaf(a + 1); sink = b;
	return a + b;
}

__attribute__((noinline)) static int loop(int count)
{
	int sum = 0;
	for (int i = 0; i < count; i++) {
		sum += middle(i);
		sum ^= mix(sum);
	}
	return sum;
}

static int factorial(int n)
{
	return n <= 1 ? 1 : n * factorial(n - 1);
}

int never_called(int value)
{
	return leaf(value) + 5;
}

#line 4000 "generated.c"
void _start(void)
{
	sink = loop(10) + other(3) + factorial(sink) + assembly(1);
	for (;;)
		asm volatile("wfi");
}
`;

const OTHER = `#include "inline.h"
int table[4] = {1, 2, 3, 4};

static int choose(int a, int b)
{
	int r = mix(a);
	switch (b) {
	case 0: return r;
	case 1: return r + table[a & 3];
	case 2: return r * b;
	case 5: return mix(r);
	default: return -1;
	}
}

__attribute__((cold, noinline)) void unlikely(int v)
{
	table[v & 3] = mix(v);
}

int other(int v)
{
	if (__builtin_expect(v > 1000, 0))
		unlikely(v);
	return choose(v, v) + choose(v + 1, table[v & 3]);
}
`;

const INLINE = `static inline __attribute__((always_inline)) int mix(int v)
{
	v ^= v << 3;
	v += 7;
	return v;
}
`;

const ASSEMBLY = `	.text
	.globl assembly
	.type assembly, @function
assembly:
	addi a0, a0, 1
	add a0, a0, a0
	ret
	.size assembly, .-assembly
`;

const FILES: Record<string, string> = { 'main.c': MAIN, 'other.c': OTHER, 'inline.h': INLINE, 'assembly.S': ASSEMBLY };

export const programs = { main: MAIN, other: OTHER, inline: INLINE };

/** The line (from 1) on which a piece of text stands. */
export function lineOf(source: string, piece: string): number {
  const at = source.indexOf(piece);
  if (at < 0 || source.indexOf(piece, at + 1) >= 0) {
    throw new Error(`'${piece}' does not stand in the source exactly once`);
  }
  return source.slice(0, at).split('\n').length;
}

const COMMON = ['-ffreestanding', '-nostdlib', '-static'];
const GCC = ['-march=rv64imac', '-mabi=lp64', '-mcmodel=medany', ...COMMON, '-Wl,-z,separate-code'];

/** Writes the sources to a folder and builds them there. @returns the path of the ELF file */
export function buildWithGcc(folder: string, name: string, options: readonly string[]): string {
  return buildGcc(folder, FILES, name, options);
}

/** Builds other sources (by file name) with GNU's compiler. @returns the path of the ELF file */
export function buildGcc(
  folder: string,
  files: Readonly<Record<string, string>>,
  name: string,
  options: readonly string[],
): string {
  return run(folder, files, name, 'riscv64-unknown-elf-gcc', [...GCC, '-Wl,-Ttext=0x80200000', ...options], {});
}

/** A program of many compilation units, each with many functions. @returns the path of the ELF file */
export function buildLarge(folder: string, units: number): string {
  const names = Array.from({ length: units }, (_, unit) => {
    const functions = Array.from({ length: 300 }, (_unused, index) => {
      const next = index > 0 ? `unit${unit}_${index - 1}(value + 1)` : 'value';
      return `int unit${unit}_${index}(int value)\n{\n\tint local = value * ${index + 3};\n\treturn local + ${next};\n}\n`;
    });
    writeFileSync(join(folder, `unit${unit}.c`), functions.join('\n'));
    return `unit${unit}.c`;
  });
  const calls = names.map((_, unit) => `extern int unit${unit}_299(int); `).join('');
  const body = names.map((_, unit) => `unit${unit}_299(${unit});`).join(' ');
  writeFileSync(join(folder, 'large.c'), `${calls}void _start(void) { ${body} for (;;); }\n`);
  const output = join(folder, 'large.elf');
  const args = [...GCC, '-Wl,-Ttext=0x80200000', '-gdwarf-5', '-O0', 'large.c', ...names, '-o', output];
  const built = spawnSync('riscv64-unknown-elf-gcc', args, { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) {
    throw new Error(`gcc failed: ${built.stderr || built.error?.message}`);
  }
  return output;
}

interface ToolchainModule {
  findCompiler(): { program: string; args: readonly string[]; env: Readonly<Record<string, string>> };
}

/** As `buildWithGcc`, with the compiler that builds the guest software (that of npm on Linux x64). */
export async function buildWithBundled(folder: string, name: string, options: readonly string[]): Promise<string> {
  return buildBundled(folder, FILES, name, options);
}

/** Builds other sources (by file name) with the compiler that builds the guest software. @returns the ELF file's path */
export async function buildBundled(
  folder: string,
  files: Readonly<Record<string, string>>,
  name: string,
  options: readonly string[],
): Promise<string> {
  const path = pathToFileURL(join(projectRoot, 'kernel', 'toolchain.mjs')).href;
  const { program, args, env } = ((await import(path)) as ToolchainModule).findCompiler();
  return run(folder, files, name, program, [...args, ...COMMON, ...options], env);
}

/**
 * Builds sources for another architecture. @param target as clang names it
 * @returns the ELF file's path; undefined where the compiler at hand knows only RISC-V
 */
export async function buildForTarget(
  folder: string,
  files: Readonly<Record<string, string>>,
  target: string,
  options: readonly string[],
): Promise<string | undefined> {
  const path = pathToFileURL(join(projectRoot, 'kernel', 'toolchain.mjs')).href;
  const { program, args, env } = ((await import(path)) as ToolchainModule).findCompiler();
  // Of clang in its own package, every target is there.
  return args[0] === 'cc'
    ? run(folder, files, target, program, ['cc', '-target', target, '-fno-sanitize=all', ...COMMON, ...options], env)
    : undefined;
}

function run(
  folder: string,
  files: Readonly<Record<string, string>>,
  name: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): string {
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), text);
  }
  const output = join(folder, `${name}.elf`);
  const sources = Object.keys(files).filter((file) => !file.endsWith('.h'));
  const built = spawnSync(program, [...args, ...sources, '-o', output], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (built.status !== 0) {
    throw new Error(`${program} failed: ${built.stderr || built.error?.message}`);
  }
  return output;
}
