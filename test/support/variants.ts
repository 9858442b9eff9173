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
}

/** Writes a variant of an example system into a folder, ready for buildSystem. */
export async function writeVariant(name: string, seed: number, folder: string): Promise<VariantModel> {
  const path = join(projectRoot, 'kernel', 'variants', 'index.mjs');
  return ((await import(pathToFileURL(path).href)) as VariantsModule).writeVariant(name, seed, folder);
}
