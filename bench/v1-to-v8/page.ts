export function page(_: unknown): string { return JSON.stringify(_); }
