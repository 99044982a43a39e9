export const dnsErrors = {};
