export const ntpErrors = {};
