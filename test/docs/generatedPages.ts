import { parametersPage } from './parametersPage.ts';
import { refusalsPage } from './refusalsPage.ts';

/** Pages that are written from declarations as a whole. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'docs/parameters.md': parametersPage,
  'docs/refusals.md': refusalsPage,
};
