// SPDX-License-Identifier: GPL-2.0
/** How each kind of image is made: a bare-metal guest, a guest with the kernel runtime, a user program. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { blobObject } from './blobs.mjs';
import { compileAll } from './compile.mjs';
import { cpioArchive } from './cpio.mjs';
import { withoutDebugInformation } from './elf.mjs';
import { bareFlags, kernelFlags, userFlags } from './flags.mjs';
import { link } from './link.mjs';
import { root } from './paths.mjs';
import { sourcesBelow } from './sources.mjs';

/**
 * @typedef {object} Variant
 * @property {string} optimisation
 * @property {import('./drivers.mjs').ForeignDrivers | undefined} drivers
 *
 * @typedef {import('./compile.mjs').Context & {variant: Variant}} Build
 */

/** The programs of kernel/user that every kernel image carries, with their paths in it. */
const PROGRAMS = { init: '/init', 'device-model': '/bin/device-model' };

/** What bare-metal guests and user programs share. */
function commonSources() {
  return sourcesBelow(join(root, 'kernel', 'common'));
}

/** @param {Buffer} dtb */
function treeBlob(dtb) {
  return { section: '.init.dtb', start: '__dtb_start', end: '__dtb_end', content: dtb };
}

/** @param {Buffer} content */
function ramfsBlob(content) {
  return { section: '.init.ramfs', start: '__initramfs_start', end: '__initramfs_end', content };
}

/**
 * A bare-metal guest: the library and one program, linked for where Bao puts it.
 * @param {Build} build
 * @param {{program: string, dtb: Buffer, base: bigint, output: string}} job
 */
export async function buildBareImage(build, job) {
  const guests = join(root, 'kernel', 'guests');
  const program = join(guests, job.program);
  if (!existsSync(program)) {
    throw new Error(`kernel/guests has no program ${job.program}`);
  }
  const flags = bareFlags(build.variant.optimisation);
  const sources = [...commonSources(), ...sourcesBelow(join(guests, 'lib')), ...sourcesBelow(program)];
  const objects = await compileAll(
    build,
    sources.map((source) => ({ source, flags })),
  );
  objects.push(await blobObject(build, [treeBlob(job.dtb)]));
  const script = join(guests, 'lib', 'guest.lds');
  await link(build, { objects, script, constants: { image_base: job.base }, output: job.output });
}

/** @param {Build} build @param {string} name @param {string} output */
export async function buildProgram(build, name, output) {
  const user = join(root, 'kernel', 'user');
  const { drivers, optimisation } = build.variant;
  const userHeaders = (drivers?.includes ?? []).filter((path) => path.endsWith(join('include', 'uapi')));
  const flags = [...userFlags(optimisation, userHeaders), ...(drivers?.flags ?? [])];
  const sources = [...commonSources(), ...sourcesBelow(join(user, 'lib')), ...sourcesBelow(join(user, name))];
  const objects = await compileAll(
    build,
    sources.map((source) => ({ source, flags })),
  );
  await link(build, { objects, script: join(user, 'lib', 'program.lds'), constants: {}, output });
}

/** @param {string[]} sources @param {string[]} flags @returns {import('./compile.mjs').Unit[]} */
function kernelUnits(sources, flags) {
  return sources.map((source) => ({ source, flags: [...flags, moduleName(source)] }));
}

/** The runtime knows nothing of Bao, so its objects serve with all drivers. @param {Build} build */
function allKernelUnits(build) {
  const { drivers, optimisation } = build.variant;
  const flags = kernelFlags(optimisation, []);
  const runtime = kernelUnits(sourcesBelow(join(root, 'kernel', 'runtime'), ['tests']), flags);
  if (!drivers) {
    return [...runtime, ...kernelUnits(sourcesBelow(join(root, 'kernel', 'drivers'), ['tests']), flags)];
  }
  const foreignFlags = [...kernelFlags(optimisation, drivers.includes), ...drivers.flags];
  return [...runtime, ...kernelUnits(drivers.sources, foreignFlags)];
}

/** @param {string} source */
function moduleName(source) {
  return `-DKBUILD_MODNAME="${basename(dirname(source)).replace(/-/g, '_')}"`;
}

/**
 * A guest with the kernel runtime, the drivers and a first file system.
 * @param {Build} build
 * @param {{dtb: Buffer, files: Map<string, Buffer>, programs: Record<string, string>, output: string, base: bigint}} job
 * @returns {Promise<Record<string, string>>} the user programs' ELF files with debug information, by name
 */
export async function buildKernelImage(build, job) {
  const folder = dirname(job.output);
  /** @type {Record<string, string>} */
  const programs = {};
  const files = new Map(job.files);
  for (const [source, path] of Object.entries({ ...PROGRAMS, ...job.programs })) {
    const name = basename(source);
    const output = join(folder, `${name}.elf`);
    await buildProgram(build, source, output);
    files.set(path, withoutDebugInformation(readFileSync(output)));
    programs[name] = output;
  }
  const objects = await compileAll(build, allKernelUnits(build));
  objects.push(await blobObject(build, [treeBlob(job.dtb), ramfsBlob(cpioArchive(files))]));
  const script = join(root, 'kernel', 'runtime', 'kernel.lds');
  await link(build, { objects, script, constants: { LOAD_ADDRESS: job.base }, output: job.output });
  return programs;
}

/** Writes a file only when its content changes, so that a build of nothing touches nothing. @param {string} path @param {Uint8Array} content */
export function writeIfChanged(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || !readFileSync(path).equals(content)) {
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  }
}
