// SPDX-License-Identifier: Apache-2.0
/**
 * The build of the guest software, as tests use it. It is plain JavaScript, since it also runs where nothing has been
 * compiled yet; this file gives it types.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './requirements';

/** See kernel/toolchain.mjs. */
export interface Compiler {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface BuiltImage {
  readonly name: string;
  readonly kind: 'kernel' | 'bare';
  readonly bin: string;
  readonly elf: string;
  readonly dtb: string;
  readonly programs: Readonly<Record<string, string>>;
}

export interface BuiltSystem {
  readonly name: string;
  readonly folder: string;
  readonly config: string;
  readonly images: readonly BuiltImage[];
}

export interface BuildOptions {
  readonly drivers?: string;
  readonly optimisation?: '-Og' | '-O2';
  readonly compiler?: Compiler;
  readonly out?: string;
  readonly log?: (message: string) => void;
}

interface BuildModule {
  buildSystem(nameOrFolder: string, options?: BuildOptions): Promise<BuiltSystem>;
}

interface ToolchainModule {
  findCompiler(): Compiler;
  runCompilerAsync(compiler: Compiler, args: readonly string[], options: { cwd: string }): Promise<string>;
}

interface FlagsModule {
  kernelFlags(optimisation: string, includes: readonly string[]): string[];
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(projectRoot, 'kernel', path)).href)) as Module;
}

/** Builds one system, see kernel/build.mjs. */
export async function buildSystem(nameOrFolder: string, options?: BuildOptions): Promise<BuiltSystem> {
  return (await load<BuildModule>('build.mjs')).buildSystem(nameOrFolder, options);
}

/** The compiler that the project uses. */
export async function defaultCompiler(): Promise<Compiler> {
  return (await load<ToolchainModule>('toolchain.mjs')).findCompiler();
}

/** The GNU compiler of Debian's package gcc-riscv64-unknown-elf. */
export const gnuCompiler: Compiler = {
  name: 'riscv64-unknown-elf-gcc',
  program: 'riscv64-unknown-elf-gcc',
  args: ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-mcmodel=medany'],
  env: {},
};

/**
 * Compiles one source of a kernel image.
 * @param includes folders to search before the project's own headers
 * @returns the compiler's warnings
 * @throws Error with the compiler's messages
 */
export async function compileKernelSource(
  compiler: Compiler,
  source: string,
  includes: readonly string[],
  output: string,
): Promise<string> {
  const { runCompilerAsync } = await load<ToolchainModule>('toolchain.mjs');
  const { kernelFlags } = await load<FlagsModule>('build/flags.mjs');
  const flags = kernelFlags('-Og', includes);
  return runCompilerAsync(compiler, [...flags, '-Wall', '-DKBUILD_MODNAME="bao"', '-c', source, '-o', output], {
    cwd: projectRoot,
  });
}
