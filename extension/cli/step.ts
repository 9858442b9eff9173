// SPDX-License-Identifier: Apache-2.0
import type { Environment } from './environment';
import type { Options } from './options';

export async function step(_options: Options, _environment: Environment): Promise<number> {
  return 1;
}
