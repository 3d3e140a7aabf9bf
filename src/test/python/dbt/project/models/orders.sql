select id, region_id from {{ source('raw', 'orders') }}
