// SPDX-License-Identifier: Apache-2.0
export * from './config';
export { type ReadConfigOptions, readConfig } from './read-config';
