// SPDX-License-Identifier: Apache-2.0
/** Seeded variants of the example systems, see kernel/variants. Typed here, because that is plain JavaScript. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './requirements';

export interface VariantPartition {
  readonly name: string;
  readonly kind: 'kernel' | 'bare';
}

export interface VariantModel {
  readonly title: string;
  readonly partitions: readonly VariantPartition[];
}

interface VariantsModule {
  writeVariant(name: string, seed: number, folder: string): VariantModel;
  systemFiles(system: object): ReadonlyMap<string, string>;
}

async function variants(): Promise<VariantsModule> {
  const path = join(projectRoot, 'kernel', 'variants', 'index.mjs');
  return (await import(pathToFileURL(path).href)) as VariantsModule;
}

/** Writes a variant of an example system into a folder, ready for buildSystem. */
export async function writeVariant(name: string, seed: number, folder: string): Promise<VariantModel> {
  return (await variants()).writeVariant(name, seed, folder);
}

/** Texts by file name, ready for buildSystem. @param system a SystemModel, see kernel/variants/model.mjs */
export async function systemFiles(system: object): Promise<ReadonlyMap<string, string>> {
  return (await variants()).systemFiles(system);
}
