{{ config(materialized='table', tags=['daily']) }} select * from {{ source('raw', 'orders') }}
