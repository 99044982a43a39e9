export const wireErrors = {};
