// Imported first: graphql and others read this once, when they are loaded, and check less in production.
process.env['NODE_ENV'] ??= 'production';
