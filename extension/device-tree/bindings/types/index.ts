// SPDX-License-Identifier: Apache-2.0
export { TypeHarvest } from './harvest';
export type { Dimensions, PropertyType, TypeTables } from './property-type';
export { type KnownType, LayeredTypes, type PropertyTypes, TypesByName } from './types-by-name';
