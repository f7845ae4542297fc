// A CloudFront function for viewer requests: who may ask at all, and who may put what into the inbox.
// Tokens stand in the key-value store of the function: token -> device.
import cf from 'cloudfront';
const players = cf.kvs();

async function handler(event) {
    const request = event.request;
    const told = request.headers.authorization ? request.headers.authorization.value : '';
    let device = '';
    try {
        device = await players.get(told.replace(/^Bearer /, ''));
    } catch (error) {
        return { statusCode: 401, statusDescription: 'Unauthorized' };
    }
    if (request.uri.startsWith('/inbox/')) {
        const parts = request.uri.match(/^\/inbox\/[A-Za-z0-9_-]+\/([A-Za-z0-9_-]+)\/[A-Za-z0-9_-]+\.gz$/);
        const isOwn = request.method === 'PUT' && parts && parts[1] === device;
        if (!isOwn) return { statusCode: 403, statusDescription: 'Forbidden' };
    }
    delete request.headers.authorization;
    return request;
}
